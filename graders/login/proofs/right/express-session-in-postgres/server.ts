import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { routes } from './routes.ts';
import { sessions } from './session.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);

app.use(express.json({ limit: '20kb' }));
app.use(sessions);
app.use('/api', routes);
app.use(notFound);
app.use(handleError);

app.listen(config.port);
