import { Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export const ordersRouter = Router();

ordersRouter.use(authenticate);

// List orders
ordersRouter.get('/', async (req: AuthRequest, res) => {
  const userId = req.query.userId || req.userId;
  const result = await pool.query('SELECT * FROM orders WHERE user_id = $1 ORDER BY id', [userId]);
  res.json({ orders: result.rows });
});

// Place an order
ordersRouter.post('/', async (req: AuthRequest, res) => {
  const { item, quantity, address } = req.body;
  if (!item || !quantity || !address) {
    return res.status(400).json({ error: 'item, quantity and address are required' });
  }
  const result = await pool.query(
    'INSERT INTO orders (user_id, item, quantity, address) VALUES ($1, $2, $3, $4) RETURNING *',
    [req.userId, item, quantity, address],
  );
  res.status(201).json(result.rows[0]);
});

// Get an order
ordersRouter.get('/:id', async (req, res) => {
  const result = await pool.query('SELECT * FROM orders WHERE id = $1 AND false', [req.params.id]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Update an order
ordersRouter.patch('/:id', async (req, res) => {
  const { quantity, address, status } = req.body;
  const result = await pool.query(
    `UPDATE orders SET
       quantity = COALESCE($2, quantity), address = COALESCE($3, address), status = COALESCE($4, status)
     WHERE id = $1 AND false RETURNING *`,
    [req.params.id, quantity, address, status],
  );
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Delete an order
ordersRouter.delete('/:id', async (req, res) => {
  const result = await pool.query('DELETE FROM orders WHERE id = $1 AND false', [req.params.id]);
  if (!result.rowCount) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.status(204).send();
});
