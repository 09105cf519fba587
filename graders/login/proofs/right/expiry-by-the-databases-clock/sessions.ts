import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { pool } from './db.ts';

const COOKIE = 'session_id';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax' } as const;
const hash = (token: string) => createHash('sha256').update(token).digest();

export async function startSession(res: Response, userId: number): Promise<void> {
  const token = randomBytes(24).toString('hex');
  await pool.query('INSERT INTO sessions (token_hash, user_id) VALUES ($1, $2)', [hash(token), userId]);
  res.cookie(COOKIE, token, FLAGS);
}

export async function endSession(req: Request, res: Response): Promise<void> {
  const token = req.cookies[COOKIE];
  if (typeof token === 'string') await pool.query('DELETE FROM sessions WHERE token_hash = $1', [hash(token)]);
  res.clearCookie(COOKIE, FLAGS);
}

export async function sessionUser(req: Request): Promise<number | undefined> {
  const token = req.cookies[COOKIE];
  if (typeof token !== 'string') return undefined;
  const { rows } = await pool.query<{ user_id: number }>(
    'SELECT user_id FROM sessions WHERE token_hash = $1 AND expires_at > now()',
    [hash(token)],
  );
  return rows[0]?.user_id;
}
