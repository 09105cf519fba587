import cookieParser from 'cookie-parser';
import express from 'express';
import helmet from 'helmet';
import { errorHandler } from './middleware/error-handler.ts';
import { authRoutes } from './routes/auth-routes.ts';
import { HttpError } from './utils/http-error.ts';

export const app = express();

app.set('trust proxy', 1);
app.use(helmet());
app.use(express.json({ limit: '10kb' }));
app.use(cookieParser());
app.use('/api', authRoutes);
app.use(() => {
  throw new HttpError(404, 'Not found');
});
app.use(errorHandler);
