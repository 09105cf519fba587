import express, { type NextFunction, type Request, type Response } from 'express';
import { createCustomer, createOrder, getCustomer, getOrder, listPacks } from './db.ts';
import { handleStripeWebhook } from './webhook.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Stripe webhook: needs the raw body, so it comes before express.json()
app.post('/api/webhooks/stripe', express.raw({ type: () => true, limit: '1mb' }), handleStripeWebhook);

// Middleware
app.use(express.json());

// Create a customer
app.post('/api/customers', async (req, res) => {
  const { email } = req.body ?? {};
  if (typeof email !== 'string' || email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    return res.status(400).json({ error: 'A valid email is required' });
  }

  const customer = await createCustomer(email);
  if (!customer) {
    return res.status(409).json({ error: 'Email already in use' });
  }
  res.status(201).json(customer);
});

// Get a customer with the balance of credits
app.get('/api/customers/:id', async (req, res) => {
  const customer = await getCustomer(req.params.id);
  if (!customer) {
    return res.status(404).json({ error: 'Customer not found' });
  }
  res.json(customer);
});

// List all packs
app.get('/api/packs', async (_req, res) => {
  res.json(await listPacks());
});

// Start a checkout: creates a pending order
app.post('/api/checkout', async (req, res) => {
  const { customerId, packId } = req.body ?? {};
  const quantity = Number(req.body?.quantity);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 10) {
    return res.status(400).json({ error: 'A quantity from 1 to 10 is required' });
  }

  const customer = await getCustomer(String(customerId));
  const pack = (await listPacks()).find((pack) => pack.id === packId);
  if (!customer || !pack) {
    return res.status(404).json({ error: 'Customer or pack not found' });
  }

  res.status(201).json(await createOrder(customer, pack, quantity));
});

// Get an order
app.get('/api/orders/:id', async (req, res) => {
  const order = await getOrder(req.params.id);
  if (!order) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(order);
});

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
