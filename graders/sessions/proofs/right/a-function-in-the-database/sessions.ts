import type { PoolClient } from 'pg';
import { pool } from './db.ts';

export const IDLE_DAYS = 7;

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

export async function startSession(client: PoolClient, userId: number): Promise<string> {
  const { rows } = await client.query<{ token: string }>('SELECT start_session($1) AS token', [userId]);
  return String(rows[0]?.token);
}

export async function refreshSession(token: string): Promise<Refreshed | undefined> {
  if (token.includes('\0')) return undefined;
  const { rows } = await pool.query<{ owner: number | null; token: string }>('SELECT * FROM refresh_session($1)', [
    token,
  ]);
  const row = rows[0];
  return row?.owner ? { userId: row.owner, refreshToken: row.token } : undefined;
}

export async function endSession(token: string): Promise<void> {
  if (!token.includes('\0')) await pool.query('SELECT end_session($1)', [token]);
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
