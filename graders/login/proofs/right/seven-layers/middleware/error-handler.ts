import type { ErrorRequestHandler } from 'express';
import { HttpError } from '../utils/http-error.ts';

export const errorHandler: ErrorRequestHandler = (error, req, res, _next) => {
  if (error instanceof HttpError) {
    res.set(error.headers).status(error.statusCode).json({ error: error.message, code: error.statusCode });
    return;
  }
  if (error.type === 'entity.parse.failed') {
    res.status(400).json({ error: 'Malformed JSON', code: 400 });
    return;
  }
  if (error.type === 'entity.too.large') {
    res.status(413).json({ error: 'Payload too large', code: 413 });
    return;
  }
  if (error.status >= 400 && error.status < 500) {
    res.status(error.status).json({ error: 'Bad request', code: error.status });
    return;
  }
  console.error(`${req.method} ${req.path}`, error);
  res.status(500).json({ error: 'Internal server error', code: 500 });
};
