import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { shop } from './shop.ts';
import { webhook } from './webhook.ts';

const app = express();
app.disable('x-powered-by');
app.use(express.raw({ type: 'application/json' }));
app.use('/api/webhooks/stripe', webhook);
app.use(express.json());
app.use('/api', shop);
app.use(notFound);
app.use(handleError);

app.listen(config.port);
