import { type NextFunction, type Response, Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

// Middleware, after authenticate: admins only, by the database
async function isAdmin(req: AuthRequest, res: Response, next: NextFunction) {
  const result = await pool.query('SELECT role FROM users WHERE id = $1', [req.userId]);
  if (result.rows[0]?.role !== 'admin') {
    return res.status(403).json({ error: 'Admins only' });
  }
  next();
}

const adminOnly = [authenticate, isAdmin];

// The change and its line in the log, in one statement
const logged = (change: string, action: string) => `
  WITH changed AS (${change}),
  line AS (INSERT INTO audit_log (actor_id, action, target_id) SELECT $2, '${action}', id FROM changed)
  SELECT * FROM changed`;

export const adminRouter = Router();

const isId = (id: unknown) => typeof id === 'string' && /^[0-9]{1,9}$/.test(id);

async function change(req: AuthRequest, res: Response, sql: string, values: unknown[] = []) {
  if (!isId(req.params.id)) {
    res.status(400).json({ error: 'Invalid id' });
    return undefined;
  }
  const result = await pool.query(sql, [req.params.id, req.userId, ...values]);
  if (!result.rows[0]) res.status(404).json({ error: 'Not found' });
  return result.rows[0];
}

// All orders, for the table on the admin page
adminRouter.get('/orders', adminOnly, async (_req: AuthRequest, res: Response) => {
  const result = await pool.query(
    `SELECT orders.*, users.email, users.name FROM orders JOIN users ON users.id = orders.user_id ORDER BY orders.id`,
  );
  res.json({ orders: result.rows });
});

// All users, for the table on the admin page
adminRouter.get('/users', adminOnly, async (_req: AuthRequest, res: Response) => {
  const result = await pool.query('SELECT id, email, name, role FROM users ORDER BY id');
  res.json({ users: result.rows });
});

// Change the status of an order
adminRouter.patch('/orders/:id', adminOnly, async (req: AuthRequest, res: Response) => {
  const { status } = req.body ?? {};
  if (!['new', 'shipped', 'cancelled'].includes(status)) {
    return res.status(400).json({ error: 'Invalid status' });
  }
  const sql = logged('UPDATE orders SET status = $3 WHERE id = $1 RETURNING *', 'order.status');
  const order = await change(req, res, sql, [status]);
  if (order) res.json(order);
});

// Refund an order
adminRouter.post('/orders/:id/refund', adminOnly, async (req: AuthRequest, res: Response) => {
  const sql = logged(`UPDATE orders SET status = 'refunded' WHERE id = $1 RETURNING *`, 'order.refund');
  const order = await change(req, res, sql);
  if (order) res.json(order);
});

// Delete an order
adminRouter.delete('/orders/:id', adminOnly, async (req: AuthRequest, res: Response) => {
  const order = await change(req, res, logged('DELETE FROM orders WHERE id = $1 RETURNING id', 'order.delete'));
  if (order) res.status(204).send();
});

// Change the role of a user
adminRouter.patch('/users/:id', adminOnly, async (req: AuthRequest, res: Response) => {
  const { role } = req.body ?? {};
  if (role !== 'user' && role !== 'admin') {
    return res.status(400).json({ error: 'Invalid role' });
  }
  const sql = logged('UPDATE users SET role = $3 WHERE id = $1 RETURNING id, email, name, role', 'user.role');
  const user = await change(req, res, sql, [role]);
  if (user) res.json(user);
});
