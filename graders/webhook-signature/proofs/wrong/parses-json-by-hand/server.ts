import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { shop } from './shop.ts';
import { webhook } from './webhook.ts';

const app = express();
app.disable('x-powered-by');
app.use('/api/webhooks/stripe', webhook);
app.use(express.raw({ type: 'application/json' }), (req, _res, next) => {
  if (Buffer.isBuffer(req.body)) req.body = JSON.parse(req.body.toString());
  next();
});
app.use('/api', shop);
app.use(notFound);
app.use(handleError);

app.listen(config.port);
