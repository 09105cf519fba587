import { type Request, type Response, Router } from 'express';
import type { PoolClient } from 'pg';
import { type Action, audited } from './audit.ts';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';
import { checked, Id, RoleChange, StatusChange } from './input.ts';
import { ORDER } from './orders.ts';

/** Behind `requireAdmin` as a whole: see server.ts. */
export const adminRouter = Router();

adminRouter.get('/orders', async (_req, res) => {
  const { rows } = await pool.query(
    `SELECT o.id, o.item, o.quantity, o.address, o.status, o.created_at, o.user_id, u.email
     FROM orders o JOIN users u ON u.id = o.user_id ORDER BY o.id`,
  );
  res.json({ orders: rows });
});

adminRouter.get('/users', async (_req, res) => {
  const { rows } = await pool.query('SELECT id, email, name, role FROM users ORDER BY id');
  res.json({ users: rows });
});

/** Carries out one audited action on the row that the path names. Answers 400 or 404 and gives nothing when it can't. */
async function act<Row>(
  req: Request,
  res: Response,
  action: Action,
  work: (client: PoolClient, id: number) => Promise<Row | undefined>,
  answer: (row: Row) => void,
): Promise<void> {
  const id = checked(Id, req.params.id, res);
  if (id === undefined) return;
  const actorId = Number((req as AuthRequest).userId);
  const row = await audited({ actorId, action, targetId: id }, (client) => work(client, id), answer);
  if (row === undefined) res.status(404).json({ error: 'Not found' });
}

const setStatus = (status: string) => async (client: PoolClient, id: number) =>
  (await client.query(`UPDATE orders SET status = $2 WHERE id = $1 RETURNING ${ORDER}`, [id, status]))
    .rows[0];

adminRouter.patch('/orders/:id', async (req, res) => {
  const change = checked(StatusChange, req.body, res);
  if (!change) return;
  await act(req, res, 'order.status', setStatus(change.status), (order) => res.json(order));
});

adminRouter.post('/orders/:id/refund', async (req, res) => {
  await act(req, res, 'order.refund', setStatus('refunded'), (order) => res.json(order));
});

adminRouter.delete('/orders/:id', async (req, res) => {
  await act(
    req,
    res,
    'order.delete',
    async (client, id) => (await client.query('DELETE FROM orders WHERE id = $1 RETURNING id', [id])).rows[0],
    () => res.status(204).end(),
  );
});

adminRouter.patch('/users/:id', async (req, res) => {
  const change = checked(RoleChange, req.body, res);
  if (!change) return;
  await act(
    req,
    res,
    'user.role',
    async (client, id) =>
      (
        await client.query('UPDATE users SET role = $2 WHERE id = $1 RETURNING id, email, name, role', [
          id,
          change.role,
        ])
      ).rows[0],
    (user) => res.json(user),
  );
});
