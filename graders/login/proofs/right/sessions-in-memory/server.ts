import cookieParser from 'cookie-parser';
import express, { type ErrorRequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pino } from 'pino';
import { config } from './config.ts';
import { notFound } from './errors.ts';
import { routes } from './routes.ts';

const log = pino();
const app = express();
app.set('trust proxy', 1);
app.use(helmet());
app.use('/api/register', rateLimit({ windowMs: 60 * 60 * 1000, limit: 100, message: { error: 'Too many accounts' } }));
app.use(express.json({ limit: '20kb' }));
app.use(cookieParser());
app.use('/api', routes);
app.use(notFound);

const onError: ErrorRequestHandler = (error, req, res, _next) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) log.error({ err: error, path: req.path }, 'request failed');
  res.status(status).json({ error: status === 500 ? 'Something went wrong' : 'Malformed request' });
};
app.use(onError);

app.listen(config.port, () => log.info({ port: config.port }, 'listening'));
