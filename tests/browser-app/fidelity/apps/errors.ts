/** Errors on every way that they can take, to Express's own handler in production and to one of the app's own. */
import { Readable } from 'node:stream';
import express, { type ErrorRequestHandler, type Response, Router } from 'express';
import { serve } from './shared.ts';

const thrownBy: Record<string, () => unknown> = {
  plain: () => new Error('broken <b>'),
  type: () => new TypeError('wrong type'),
  status: () => Object.assign(new Error('teapot'), { status: 418 }),
  statusCode: () => Object.assign(new Error('gone'), { statusCode: 410, expose: true }),
  odd: () => Object.assign(new Error('odd'), { status: 200 }),
  high: () => Object.assign(new Error('high'), { status: 799 }),
  headers: () =>
    Object.assign(new Error('wait'), { status: 503, headers: { 'Retry-After': '5', 'x-why': 'ü' } }),
  text: () => 'a text',
  number: () => 404,
  nothing: () => undefined,
  null: () => null,
  object: () => ({ status: 402, message: 'pay' }),
  cause: () => new Error('outer', { cause: new Error('inner') }),
  aggregate: () => new AggregateError([new Error('one')], 'many'),
  lines: () => new Error('first\nsecond  line'),
  cyclic: () => {
    const value: { self?: unknown } = {};
    value.self = value;
    return JSON.stringify(value);
  },
  range: () => new Array(-1),
  reference: () => (globalThis as unknown as { missing: { of: string } }).missing.of,
};
const makeError = (name: string) => {
  const make = thrownBy[name];
  return make ? make() : new Error(`no ${name}`);
};

const ways: Record<
  string,
  (error: () => unknown, res: Response, next: (error?: unknown) => void) => unknown
> = {
  throw: (error) => {
    throw error();
  },
  next: (error, _res, next) => next(error()),
  reject: async (error) => {
    await null;
    throw error();
  },
  late: (error, _res, next) => void setTimeout(() => next(error()), 1),
  started: (error, res) => {
    res.write('half');
    throw error();
  },
  ended: (error, res) => {
    res.send('whole');
    throw error();
  },
  headers: (error, res) => {
    res.status(202).set('X-Left', '1').cookie('a', 'b').type('json');
    throw error();
  },
  stream: (error, res) => {
    const from = Readable.from(
      (async function* pieces() {
        yield 'first';
        throw error();
      })(),
    );
    from.on('error', () => res.destroy());
    from.pipe(res);
  },
  twice: (_error, res) => {
    res.send('one');
    res.send('two');
  },
  set: (_error, res) => {
    res.send('one');
    res.set('X-Late', '1');
  },
};

const routes = () => {
  const router = Router();
  router.use('/:way/:error', (req, res, next) => {
    const way = ways[req.params.way];
    return way ? way(() => makeError(req.params.error), res, next) : next();
  });
  return router;
};

const own: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) next(error);
  else res.status(500).json({ error: error instanceof Error ? error.message : String(error) });
};
const failing: ErrorRequestHandler = () => {
  throw new Error('the handler itself');
};

const app = express();
app.use('/own', routes(), own);
app.use('/failing', routes(), failing);
app.use('/default', routes());
app.get('/only', (_req, res) => void res.send('only got'));
serve(app);
