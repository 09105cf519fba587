import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { pool } from './db.ts';

const LIFETIME_HOURS = 8;

const COOKIE = '__Host-session';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** Logs the user in: a row for each user, so that somebody with many devices does not fill the table. */
export async function startSession(res: Response, userId: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO sessions (id, user_id) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET logged_in_at = now() RETURNING id`,
    [randomBytes(32).toString('base64url'), userId],
  );
  res.cookie(COOKIE, rows[0]?.id, { ...FLAGS, maxAge: LIFETIME_HOURS * 3_600_000 });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

/** The id of the user whose session this is; nothing for a missing, forged or ended one. */
export async function sessionUser(req: Request): Promise<number | undefined> {
  const id: unknown = req.cookies[COOKIE];
  if (typeof id !== 'string') return undefined;
  const { rows } = await pool.query<{ userId: number }>(
    `SELECT user_id AS "userId" FROM sessions WHERE id = $1 AND logged_in_at > now() - $2 * interval '1 hour'`,
    [id, LIFETIME_HOURS],
  );
  return rows[0]?.userId;
}
