import { Router } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';
import { pool } from './db.ts';

export const accountsRouter = Router();

accountsRouter.get('/accounts', authenticate, async (req: AuthRequest, res) => {
  const { rows } = await pool.query('SELECT id, name, balance FROM accounts WHERE user_id = $1 ORDER BY id', [
    req.userId,
  ]);
  res.json({ accounts: rows });
});

accountsRouter.post('/accounts', authenticate, async (req: AuthRequest, res) => {
  const { name } = req.body ?? {};
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100 || name.includes('\0')) {
    return res.status(400).json({ error: 'A name is required' });
  }
  const { rows } = await pool.query(
    'INSERT INTO accounts (user_id, name) VALUES ($1, $2) RETURNING id, name, balance',
    [req.userId, name],
  );
  res.status(201).json(rows[0]);
});
