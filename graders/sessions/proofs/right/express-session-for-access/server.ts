import cookieParser from 'cookie-parser';
import express from 'express';
import { config } from './config.ts';
import { accessSessions } from './cookies.ts';
import { handleError, notFound } from './errors.ts';
import { routes } from './routes.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);

app.use(express.json({ limit: '20kb' }));
app.use(cookieParser());
app.use('/api', accessSessions, routes);
app.use(notFound);
app.use(handleError);

app.listen(config.port, () => console.log(`listening on port ${config.port}`));
