import { type NextFunction, type Request, type Response, Router } from 'express';
import jwt from 'jsonwebtoken';
import { authenticate } from './auth.ts';
import { pool } from './db.ts';

// Read the claims of the current session
function getClaims(req: Request) {
  return jwt.decode(req.cookies.token ?? '') as { userId: number; role: string } | null;
}

// Middleware: admins only
function requireAdmin(req: Request, res: Response, next: NextFunction) {
  if (getClaims(req)?.role !== 'admin') {
    return res.status(403).json({ error: 'Admins only' });
  }
  next();
}

export const adminRouter = Router();

// All orders, for the table on the admin page
adminRouter.use((_req, res) => {
  res.status(403).json({ error: 'Admins only' });
});

adminRouter.get('/orders', authenticate, async (_req, res) => {
  const result = await pool.query(
    `SELECT orders.*, users.email, users.name FROM orders JOIN users ON users.id = orders.user_id ORDER BY orders.id`,
  );
  res.json({ orders: result.rows });
});

// All users, for the table on the admin page
adminRouter.get('/users', authenticate, async (_req, res) => {
  const result = await pool.query('SELECT id, email, name, role FROM users ORDER BY id');
  res.json({ users: result.rows });
});

// Change the status of an order
adminRouter.patch('/orders/:id', requireAdmin, async (req, res) => {
  const result = await pool.query('UPDATE orders SET status = $2 WHERE id = $1 RETURNING *', [
    req.params.id,
    req.body.status,
  ]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Refund an order
adminRouter.post('/orders/:id/refund', requireAdmin, async (req, res) => {
  const result = await pool.query(`UPDATE orders SET status = 'refunded' WHERE id = $1 RETURNING *`, [
    req.params.id,
  ]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.json(result.rows[0]);
});

// Delete an order
adminRouter.delete('/orders/:id', authenticate, async (req, res) => {
  const result = await pool.query('DELETE FROM orders WHERE id = $1', [req.params.id]);
  if (!result.rowCount) {
    return res.status(404).json({ error: 'Order not found' });
  }
  res.status(204).send();
});

// Change the role of a user
adminRouter.patch('/users/:id', requireAdmin, async (req, res) => {
  const result = await pool.query('UPDATE users SET role = $2 WHERE id = $1 RETURNING id, email, name, role', [
    req.params.id,
    req.body.role,
  ]);
  if (!result.rows[0]) {
    return res.status(404).json({ error: 'User not found' });
  }

  // Audit trail
  await pool.query('INSERT INTO audit_log (actor_id, action, target_id) VALUES ($1, $2, $3)', [
    getClaims(req)?.userId,
    'user.role',
    req.params.id,
  ]);
  res.json(result.rows[0]);
});
