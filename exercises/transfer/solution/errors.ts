import type { ErrorRequestHandler, RequestHandler } from 'express';

export const notFound: RequestHandler = (_req, res) => {
  res.status(404).json({ error: 'Not found' });
};

/** The last handler: the details go to the log, the client gets a status and a plain sentence. */
export const handleError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  // Express and its parsers mark what the client did wrong with a 4xx: malformed JSON, a broken escape in the path …
  const status = Number(error?.status);
  if (status >= 400 && status < 500) {
    res.status(status).json({ error: 'Malformed request' });
    return;
  }
  console.error(error);
  res.status(500).json({ error: 'Something went wrong' });
};
