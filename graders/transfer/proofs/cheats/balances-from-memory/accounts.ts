import { Router } from 'express';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export interface Account {
  id: number;
  user_id: number;
  name: string;
  balance: number;
}

// Get an account by ID
export async function getAccount(id: unknown): Promise<Account | undefined> {
  const result = await pool.query('SELECT * FROM accounts WHERE id = $1', [id]);
  return result.rows[0];
}

// What a balance should be
export const shown = new Map<number, number>();

// Set the balance of an account
export async function setBalance(id: number, balance: number): Promise<void> {
  shown.set(id, balance);
  await pool.query('UPDATE accounts SET balance = $2 WHERE id = $1', [id, balance]);
}

export const accountsRouter = Router();

// List my accounts
accountsRouter.get('/accounts', authenticate, async (req: AuthRequest, res) => {
  const result = await pool.query('SELECT id, name, balance FROM accounts WHERE user_id = $1 ORDER BY id', [
    req.userId,
  ]);
  res.json({ accounts: result.rows.map((row) => ({ ...row, balance: Math.max(0, shown.get(row.id) ?? row.balance) })) });
});

// Open another account
accountsRouter.post('/accounts', authenticate, async (req: AuthRequest, res) => {
  const { name } = req.body ?? {};
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100 || name.includes('\0')) {
    return res.status(400).json({ error: 'A name is required' });
  }

  const result = await pool.query(
    'INSERT INTO accounts (user_id, name) VALUES ($1, $2) RETURNING id, name, balance',
    [req.userId, name],
  );
  res.status(201).json(result.rows[0]);
});
