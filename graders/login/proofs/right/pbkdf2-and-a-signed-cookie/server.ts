import cookieParser from 'cookie-parser';
import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { routes } from './routes.ts';

const app = express();
app.set('trust proxy', 'loopback, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16');
app.set('trust proxy', 1);
app.use(express.json({ limit: '20kb' }));
app.use(cookieParser(config.cookieSecret));
app.use('/api', routes);
app.use(notFound);
app.use(handleError);
app.listen(config.port);
