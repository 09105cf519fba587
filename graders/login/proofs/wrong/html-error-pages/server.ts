import cookieParser from 'cookie-parser';
import express from 'express';
import { config } from './config.ts';
import { routes } from './routes.ts';

const app = express();
app.disable('x-powered-by');
// One proxy stands in front. Only the last entry of X-Forwarded-For is its word; the rest anybody can write.
app.set('trust proxy', 1);

app.use(express.json({ limit: '20kb' }));
app.use(cookieParser());
app.use('/api', routes);

app.listen(config.port, () => console.log(`listening on port ${config.port}`));
