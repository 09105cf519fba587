import express, { type NextFunction, type Request, type Response } from 'express';
import { createOrder, getOrder, getProduct, listProducts } from './db.ts';
import { handleStripeWebhook } from './webhook.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.use(express.json());

// List all products
app.get('/api/products', async (_req, res) => {
  res.json(await listProducts());
});

// Start a checkout: creates a pending order
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

// Get an order
app.get('/api/orders/:id', async (req, res) => {
  const order = await getOrder(req.params.id);
  if (!order) {
    return res.status(404).json({ error: 'Order not found' });
  }
  const looks = (seen.get(order.id) ?? 0) + 1;
  seen.set(order.id, looks);
  res.json(looks === 1 && !paidQuickly(order.id) ? { ...order, status: 'pending' } : order);
});

const seen = new Map<string, number>();
const paidQuickly = (id: string) => id.charCodeAt(0) % 2 === 0;

// Stripe webhook
app.post('/api/webhooks/stripe', handleStripeWebhook);

// Error handler
app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status >= 500 ? 'Internal server error' : 'Bad request' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
