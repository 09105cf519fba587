import { Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export const ordersRouter = Router();

ordersRouter.use(authenticate);

const isText = (value: unknown, max: number) =>
  typeof value === 'string' && value.length >= 1 && value.length <= max && !value.includes('\0');
const isQuantity = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100;

// An id that is none is an order that nobody has
ordersRouter.param('id', (_req, res, next, id) => {
  if (!/^[0-9]{1,9}$/.test(id)) {
    return res.status(404).json({ error: 'Order not found' });
  }
  next();
});

// List orders
ordersRouter.get('/', async (req: AuthRequest, res) => {
  const result = await pool.query('SELECT * FROM orders WHERE user_id = $1 ORDER BY id', [req.userId]);
  res.json({ orders: result.rows });
});

// Place an order
ordersRouter.post('/', async (req: AuthRequest, res) => {
  const { item, quantity, address } = req.body ?? {};
  if (!isText(item, 200) || !isQuantity(quantity) || !isText(address, 500)) {
    return res.status(422).json({ error: 'item, quantity and address are required' });
  }
  const result = await pool.query(
    'INSERT INTO orders (user_id, item, quantity, address) VALUES ($1, $2, $3, $4) RETURNING *',
    [req.userId, item, quantity, address],
  );
  res.status(201).json(result.rows[0]);
});

// Get an order
ordersRouter.get('/:id', async (req: AuthRequest, res) => {
  const result = await pool.query('SELECT * FROM orders WHERE id = $1 AND user_id = $2', [req.params.id, req.userId]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Update an order
ordersRouter.patch('/:id', async (req: AuthRequest, res) => {
  const { quantity, address } = req.body ?? {};
  if ((quantity !== undefined && !isQuantity(quantity)) || (address !== undefined && !isText(address, 500))) {
    return res.status(422).json({ error: 'Invalid quantity or address' });
  }
  const result = await pool.query(
    `UPDATE orders SET quantity = COALESCE($3, quantity), address = COALESCE($4, address)
     WHERE id = $1 AND user_id = $2 RETURNING *`,
    [req.params.id, req.userId, quantity, address],
  );
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Delete an order
ordersRouter.delete('/:id', async (req: AuthRequest, res) => {
  const result = await pool.query('DELETE FROM orders WHERE id = $1 AND user_id = $2', [req.params.id, req.userId]);
  if (!result.rowCount) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.status(204).send();
});
