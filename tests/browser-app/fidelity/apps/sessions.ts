/** Cookies, sessions, security headers and limits, as the packages of the course do them. */
import cookieParser from 'cookie-parser';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import session from 'express-session';
import helmet from 'helmet';
import { SECRETS } from './secrets.ts';
import { serve } from './shared.ts';

declare module 'express-session' {
  interface SessionData {
    views: number;
    user: string;
  }
}

const app = express();
app.set('trust proxy', 1);

const sessions = express();
sessions.use(
  session({
    secret: SECRETS,
    resave: false,
    saveUninitialized: true,
    rolling: true,
    name: 'sid',
    // Told by the request, so that both sides make the same.
    genid: (req) => String(req.headers['x-sid'] ?? 'none'),
    cookie: { maxAge: 3_600_000, sameSite: 'lax', secure: 'auto' },
  }),
);
sessions.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1;
  res.json([req.sessionID, req.session.views, req.session.user ?? null, req.session.cookie.httpOnly]);
});
sessions.post('/login/:user', (req, res, next) => {
  req.session.regenerate((error) => {
    if (error) {
      next(error);
      return;
    }
    req.session.user = req.params.user;
    req.session.save((failed) => (failed ? next(failed) : res.redirect(303, '../')));
  });
});
sessions.post('/logout', (req, res, next) => {
  req.session.destroy((error) => (error ? next(error) : res.clearCookie('sid').sendStatus(204)));
});
sessions.get('/touched', (req, res) => {
  req.session.touch();
  res.write('in ');
  res.end('pieces');
});
sessions.all('/stored', (req, res) => {
  req.sessionStore.all?.((_error, all) => res.json(Object.keys(all ?? {}).includes(req.sessionID)));
});
app.use('/session', sessions);

app.use('/cookies', cookieParser(SECRETS), (req, res) => {
  for (const [name, value] of Object.entries(req.query)) {
    if (name === 'set') res.cookie('plain', value, { httpOnly: true, maxAge: 1000 });
    else if (name === 'sign') res.cookie('signed', String(value), { signed: true, path: '/cookies' });
    else if (name === 'json')
      res.cookie('data', { value }, { sameSite: 'none', secure: true, partitioned: true });
    else if (name === 'clear') res.clearCookie(String(value), { path: '/x', domain: 'example.com' });
    else if (name === 'odd') res.cookie(String(value), 'v', { priority: 'high', encode: (text) => text });
  }
  res.json({ cookies: req.cookies as unknown, signed: req.signedCookies as unknown });
});
app.use('/cookies-plain', cookieParser(), (req, res) => void res.json([req.cookies, req.signedCookies]));

app.use('/helmet', helmet(), (_req, res) => void res.send('<p>guarded</p>'));
app.use(
  '/helmet-own',
  helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", (_req, res) => `'nonce-${res.statusCode}'`],
      },
    },
    strictTransportSecurity: { maxAge: 60, includeSubDomains: false, preload: true },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: ['no-referrer', 'origin'] },
    crossOriginEmbedderPolicy: true,
  }),
  (_req, res) => void res.send('guarded'),
);
app.use(
  '/limited',
  rateLimit({
    windowMs: 3_600_000,
    limit: 3,
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    keyGenerator: (req) => String(req.headers['x-sid'] ?? 'none'),
    message: { error: 'slow down' },
  }),
  (_req, res) => void res.send('through'),
);
serve(app);
