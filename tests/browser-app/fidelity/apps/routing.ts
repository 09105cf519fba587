/** Express's routing and what it tells of a request, under several settings. */
import express, { type Request, type Router } from 'express';
import { serve } from './shared.ts';

const shownRequest = (req: Request) => ({
  params: req.params,
  query: req.query,
  path: [req.path, req.url, req.originalUrl, req.baseUrl],
  host: [req.protocol, req.secure, req.hostname ?? null, req.host ?? null, req.subdomains],
  ip: [req.ip, req.ips],
  is: [req.is('json'), req.is('text/*'), req.is(['html', 'urlencoded']), req.xhr],
  fresh: [req.fresh, req.stale],
  accepts: [
    req.accepts(),
    req.accepts('html', 'json'),
    req.accepts(['text/plain', 'image/*']),
    req.acceptsEncodings(),
    req.acceptsEncodings('gzip', 'br'),
    req.acceptsLanguages(),
    req.acceptsLanguages('de', 'en-GB'),
    req.acceptsCharsets(),
    req.acceptsCharsets('utf-8', 'iso-8859-1'),
  ],
  range: req.range(1000) ?? null,
  combined: req.range(1000, { combine: true }) ?? null,
  get: [req.get('referrer') ?? null, req.get('X-A') ?? null, req.header('content-TYPE') ?? null],
});

function withRoutes<T extends Router>(app: T): T {
  app.param('id', (req, res, next, id: string, name: string) => {
    if (id === '13') next('route');
    else if (id === '14') next(new Error(`no ${name} ${id}`));
    else {
      res.locals.id = id;
      res.set('X-Param', `${req.method} ${encodeURIComponent(id)}`);
      next();
    }
  });
  app.get('/users/:id', (req, res) => void res.json([res.locals.id, shownRequest(req)]));
  app.get('/users/:id/posts/:post', (req, res) => void res.json(shownRequest(req)));
  app.all('/files/*path', (req, res) => void res.json(shownRequest(req)));
  app.all('/optional{/:part}{/more}', (req, res) => void res.json(shownRequest(req)));
  app.get('/flights/:from-:to', (req, res) => void res.json(shownRequest(req)));
  app.all(/^\/reg(ex)?\/(\d+)$/, (req, res) => void res.json(shownRequest(req)));
  app
    .route('/chain')
    .get((_req, res) => void res.send('got'))
    .post((_req, res) => void res.status(201).send('posted'))
    .delete((_req, res) => void res.sendStatus(204));
  app.all(['/many', '/lots'], (req, res) => void res.json(shownRequest(req)));
  app.get(
    '/skip',
    (_req, _res, next) => next('route'),
    (_req, res) => void res.send('never'),
  );
  app.get('/skip', (_req, res) => void res.send('the second'));
  app.get('/fresh', (_req, res) => {
    res
      .set('ETag', '"v1"')
      .set('Last-Modified', 'Tue, 01 Oct 2024 00:00:00 GMT')
      .set('Cache-Control', 'max-age=60')
      .send('as it was');
  });
  app.use('/mounted', (req, res, next) => {
    if (req.url.includes('through')) next();
    else res.json(shownRequest(req));
  });
  return app;
}

const loose = express();
loose.set('trust proxy', 1);
loose.set('query parser', 'extended');
loose.set('subdomain offset', 1);
withRoutes(loose);

const strict = express();
strict.enable('strict routing');
strict.enable('case sensitive routing');
strict.set('trust proxy', 'loopback, 10.0.0.0/8');
strict.set('query parser', (text: string) => ({ text }));
withRoutes(strict);

const app = express();
app.use('/loose', loose);
app.use('/strict', strict);
app.use('/router/:outer', withRoutes(express.Router({ mergeParams: true, strict: true })));
withRoutes(app);
serve(app);
