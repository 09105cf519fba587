import { Router } from 'express';
import { createOrder, getOrder, getProduct, listProducts } from './db.ts';

export const shop = Router();

shop.get('/products', async (_req, res) => {
  res.json(await listProducts());
});

shop.post('/checkout', async (req, res) => {
  const { productId, quantity, email } = req.body ?? {};
  if (!Number.isInteger(productId) || !Number.isInteger(quantity) || quantity < 1 || quantity > 10) {
    res.status(400).json({ error: 'productId and a quantity from 1 to 10 are required' });
    return;
  }
  if (typeof email !== 'string' || email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    res.status(400).json({ error: 'A valid email is required' });
    return;
  }
  const product = productId < 1 || productId > 2 ** 31 - 1 ? undefined : await getProduct(productId);
  if (!product) {
    res.status(404).json({ error: 'Product not found' });
    return;
  }
  const order = await createOrder(product, quantity, email);
  res.status(201).json({ id: order?.id });
});

shop.get('/orders/:id', async (req, res) => {
  const order = await getOrder(req.params.id);
  if (!order) {
    res.status(404).json({ error: 'Order not found' });
    return;
  }
  res.json(order);
});
