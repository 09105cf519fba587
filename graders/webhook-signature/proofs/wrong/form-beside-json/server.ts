import express, { type NextFunction, type Request, type Response } from 'express';
import { createOrder, getOrder, getProduct, listProducts } from './db.ts';
import { handleStripeWebhook, verifySignature } from './webhook.ts';

if (!process.env.STRIPE_WEBHOOK_SECRET) {
  console.error('STRIPE_WEBHOOK_SECRET is required');
  process.exit(1);
}

const app = express();
const PORT = process.env.PORT || 3000;

// The signature is checked while the raw bytes are at hand
app.use(express.json({ verify: verifySignature }));
app.use(express.urlencoded({ extended: true }));

app.get('/api/products', async (_req, res) => {
  res.json(await listProducts());
});

app.post('/api/checkout', async (req, res) => {
  const { productId, quantity, email } = req.body ?? {};

  if (!Number.isInteger(productId) || !Number.isInteger(quantity) || quantity < 1 || quantity > 10) {
    return res.status(400).json({ error: 'productId and a quantity from 1 to 10 are required' });
  }
  if (typeof email !== 'string' || email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    return res.status(400).json({ error: 'A valid email is required' });
  }

  const product = productId < 1 || productId > 2147483647 ? undefined : await getProduct(productId);
  if (!product) {
    return res.status(404).json({ error: 'Product not found' });
  }

  const order = await createOrder(product, quantity, email);
  res.status(201).json(order);
});

app.get('/api/orders/:id', async (req, res) => {
  const order = await getOrder(req.params.id);
  if (!order) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(order);
});

app.post('/api/webhooks/stripe', handleStripeWebhook);

app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status >= 500 ? 'Internal server error' : 'Bad request' });
});

app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
