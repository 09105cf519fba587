import cookieParser from 'cookie-parser';
import express, { type ErrorRequestHandler } from 'express';
import { authRouter } from './auth.ts';
import { booksRouter } from './books.ts';
import { exportRouter } from './export.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', true);

// The load balancer asks twice a second, always from the same address: no limit.
app.get('/api/health', (_req, res) => {
  res.json({ status: 'ok' });
});

app.use(express.json({ limit: '20kb' }));
app.use(cookieParser());
app.use('/api', authRouter);
app.use('/api', booksRouter);
app.use('/api', exportRouter);
app.use((_req, res) => {
  res.status(404).json({ error: 'Not found' });
});

const handleError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  // Express and its parsers mark what the client did wrong with a 4xx.
  const status = Number(error?.status);
  if (status >= 400 && status < 500) {
    res.status(status).json({ error: 'Malformed request' });
    return;
  }
  console.error(error);
  res.status(500).json({ error: 'Something went wrong' });
};
app.use(handleError);

app.listen(process.env.PORT, () => console.log(`listening on port ${process.env.PORT}`));
