import { type NextFunction, type Response, Router } from 'express';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';
import { checked, Id, NewOrder, OrderChange } from './input.ts';

export const ordersRouter = Router();

export const ORDER = 'id, item, quantity, address, status, created_at';

interface OrderRequest extends AuthRequest {
  order?: { id: number; item: string; quantity: number; address: string; status: string };
}

/** Puts the order of the path into the request, if it is the sender's. */
async function ownOrder(req: OrderRequest, res: Response, next: NextFunction) {
  const id = Id.safeParse(req.params.id);
  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [id.success ? id.data : 0]);
  if (rows[0]?.user_id !== req.userId) {
    return res.status(404).json({ error: 'There is no such order' });
  }
  req.order = rows[0];
  next();
}

const view = (order: OrderRequest['order']) => {
  const { id, item, quantity, address, status } = order!;
  return { id, item, quantity, address, status };
};

ordersRouter.get('/', async (req: AuthRequest, res) => {
  const { rows } = await pool.query('SELECT * FROM orders WHERE user_id = $1 ORDER BY created_at DESC', [req.userId]);
  res.json({ orders: rows.map(view) });
});

ordersRouter.post('/', async (req: AuthRequest, res) => {
  const input = checked(NewOrder, req.body, res);
  if (!input) return;
  const { rows } = await pool.query(
    'INSERT INTO orders (user_id, item, quantity, address) VALUES ($1, $2, $3, $4) RETURNING *',
    [req.userId, input.item, input.quantity, input.address],
  );
  res.status(201).json(view(rows[0]));
});

ordersRouter.get('/:id', ownOrder, (req: OrderRequest, res) => {
  res.json(view(req.order));
});

ordersRouter.patch('/:id', ownOrder, async (req: OrderRequest, res) => {
  const input = checked(OrderChange.strict(), req.body, res);
  if (!input) return;
  const { id, quantity, address } = { ...req.order!, ...input };
  await pool.query('UPDATE orders SET quantity = $2, address = $3 WHERE id = $1', [id, quantity, address]);
  res.json(view({ ...req.order!, quantity, address }));
});

ordersRouter.delete('/:id', ownOrder, async (req: OrderRequest, res) => {
  await pool.query('DELETE FROM orders WHERE id = $1', [req.order!.id]);
  res.status(204).end();
});
