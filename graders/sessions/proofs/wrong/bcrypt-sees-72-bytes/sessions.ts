/** A session is a row with a hash of its newest refresh token, a JWT that says which session it belongs to. */
import { randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import { jwtVerify, SignJWT } from 'jose';
import type { PoolClient } from 'pg';
import { config } from './config.ts';
import { pool } from './db.ts';

export const IDLE_DAYS = 7;
const LONGEST_DAYS = 30;

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

const sign = (sid: string): Promise<string> =>
  new SignJWT({ sid, jti: randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('refresh')
    .setExpirationTime(`${IDLE_DAYS} days`)
    .sign(config.jwtSecret);

async function sessionIn(token: string): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, config.jwtSecret, { algorithms: ['HS256'], audience: 'refresh' });
    return String(payload.sid);
  } catch {
    return undefined;
  }
}

export async function startSession(client: PoolClient, userId: number): Promise<string> {
  const id = randomUUID();
  const token = await sign(id);
  await client.query(
    `INSERT INTO sessions (id, user_id, token_hash, ends_at) VALUES ($1, $2, $3, now() + $4 * interval '1 day')`,
    [id, userId, await bcrypt.hash(token, 8), LONGEST_DAYS],
  );
  return token;
}

export async function refreshSession(token: string): Promise<Refreshed | undefined> {
  const id = await sessionIn(token);
  if (id === undefined) return undefined;
  const { rows } = await pool.query<{
    user_id: number;
    token_hash: string;
    previous_hash: string | null;
    in_grace: boolean;
  }>(
    `SELECT user_id, token_hash, previous_hash, rotated_at > now() - interval '10 seconds' AS in_grace
     FROM sessions WHERE id = $1 AND ends_at > now()`,
    [id],
  );
  const session = rows[0];
  if (!session) return undefined;
  const isNewest = await bcrypt.compare(token, session.token_hash);
  const isJustReplaced =
    session.in_grace && session.previous_hash !== null && (await bcrypt.compare(token, session.previous_hash));
  if (!isNewest && !isJustReplaced) {
    await pool.query('DELETE FROM sessions WHERE id = $1', [id]);
    return undefined;
  }
  const refreshToken = await sign(id);
  await pool.query(
    'UPDATE sessions SET previous_hash = token_hash, token_hash = $2, rotated_at = now() WHERE id = $1',
    [id, await bcrypt.hash(refreshToken, 8)],
  );
  return { userId: session.user_id, refreshToken };
}

export async function endSession(token: string): Promise<void> {
  const id = await sessionIn(token);
  if (id !== undefined) await pool.query('DELETE FROM sessions WHERE id = $1', [id]);
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
