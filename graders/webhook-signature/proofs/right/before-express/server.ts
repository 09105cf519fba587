import { createServer } from 'node:http';
import express from 'express';
import { config } from './config.ts';
import { handleError, notFound } from './errors.ts';
import { shop } from './shop.ts';
import { handleWebhook } from './webhook.ts';

const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.use('/api', shop);
app.use(notFound);
app.use(handleError);

createServer((req, res) => {
  if (req.method !== 'POST' || req.url !== '/api/webhooks/stripe') return app(req, res);
  handleWebhook(req).then(
    (status) => res.writeHead(status).end(),
    (error) => {
      console.error(error);
      res.writeHead(500).end();
    },
  );
}).listen(config.port);
