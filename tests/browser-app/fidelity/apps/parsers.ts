/** Every body parser with several options, and uploads; what they made of the body is the answer. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { serve } from './shared.ts';

const app = express();
const upload = multer({ limits: { fileSize: 200, files: 3, fields: 5, fieldSize: 100, parts: 8 } });
const shown = (value: unknown): unknown => {
  if (Buffer.isBuffer(value)) return { hex: value.toString('hex') };
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shown(part)]));
  }
  return value;
};

/** Options that Express has and its types do not name. */
const form = express.urlencoded as (options: object) => RequestHandler;

const PARSERS: Record<string, RequestHandler | RequestHandler[]> = {
  '/json': express.json(),
  '/json-small': express.json({ limit: 40 }),
  '/json-loose': express.json({ strict: false, type: '*/*' }),
  '/json-plain': express.json({ inflate: false, type: ['json', '+json'] }),
  '/json-verified': express.json({
    verify(req, _res, body, encoding) {
      if (body.includes('forbidden')) throw new Error(`no such ${encoding} body for ${req.url}`);
    },
  }),
  '/json-revived': express.json({
    reviver: (key: string, value: unknown) => (key === 'n' ? Number(value) * 2 : value),
  }),
  '/form': express.urlencoded(),
  '/form-nested': form({ extended: true, depth: 3, parameterLimit: 10 }),
  '/form-entities': form({
    extended: true,
    charsetSentinel: true,
    interpretNumericEntities: true,
    defaultCharset: 'iso-8859-1',
  }),
  '/text': express.text({ type: '*/*', limit: '1kb' }),
  '/text-latin': express.text({ defaultCharset: 'iso-8859-1' }),
  '/raw': express.raw({ type: () => true, limit: 5000 }),
  '/all': [express.json(), express.urlencoded({ extended: true }), express.text(), express.raw()],
  '/upload-one': upload.single('file'),
  '/upload-many': upload.array('file', 2),
  '/upload-fields': upload.fields([{ name: 'file', maxCount: 1 }, { name: 'other' }]),
  '/upload-any': upload.any(),
  '/upload-none': upload.none(),
};

for (const [path, parser] of Object.entries(PARSERS)) {
  app.all(path, parser, (req: Request, res: Response) => {
    const body: unknown = req.body;
    res.json({
      kind: body === undefined ? 'undefined' : Object.prototype.toString.call(body),
      bare: typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === null,
      body: shown(body) ?? null,
      file: shown(req.file) ?? null,
      files: shown(req.files) ?? null,
      ended: [req.complete, req.readableEnded],
    });
  });
}

const onError: ErrorRequestHandler = (error: Record<string, unknown>, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const keys = [
    'name',
    'message',
    'status',
    'type',
    'code',
    'field',
    'expected',
    'length',
    'limit',
    'received',
    'charset',
    'encoding',
    'body',
    'expose',
  ];
  const told = Object.fromEntries(keys.filter((key) => key in error).map((key) => [key, error[key] ?? null]));
  res.status(Number(error.status ?? 500)).json(told);
};
app.use(onError);
serve(app);
