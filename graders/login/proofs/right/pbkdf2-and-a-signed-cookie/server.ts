import cookieParser from 'cookie-parser';
import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { routes } from './routes.ts';

const app = express();
// The proxy is on this machine or in the same private network; whoever comes from elsewhere is not believed.
app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
app.use(express.json({ limit: '20kb' }));
app.use(cookieParser(config.cookieSecret));
app.use('/api', routes);
app.use(notFound);
app.use(handleError);
app.listen(config.port);
