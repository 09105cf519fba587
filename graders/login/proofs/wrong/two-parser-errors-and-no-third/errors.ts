import type { ErrorRequestHandler, RequestHandler } from 'express';

export const notFound: RequestHandler = (_req, res) => {
  res.status(404).json({ error: 'Not found' });
};

/** The last handler: the details go to the log, the client gets a status and a plain sentence. */
export const handleError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error?.type === 'entity.too.large') {
    res.status(413).json({ error: 'Body too large' });
    return;
  }
  if (error?.type === 'entity.parse.failed') {
    res.status(400).json({ error: 'Malformed request' });
    return;
  }
  console.error(error);
  res.status(500).json({ error: 'Something went wrong' });
};
