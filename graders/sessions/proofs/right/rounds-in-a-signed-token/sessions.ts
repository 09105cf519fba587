/** A session is a row with a counter. A refresh token is a signed statement: "round 12 of session 7". */
import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { PoolClient } from 'pg';
import { config } from './config.ts';
import { pool } from './db.ts';

export const IDLE_DAYS = 7;
const LONGEST_DAYS = 30;
const GRACE_SECONDS = 10;

const key = new Uint8Array(hkdfSync('sha256', config.jwtSecret, '', 'refresh tokens', 32));

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

const write = (sessionId: string, round: number): Promise<string> =>
  new SignJWT({ round })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sessionId)
    .setExpirationTime(`${IDLE_DAYS} days`)
    .sign(key);

async function read(token: string): Promise<{ sessionId: string; round: number } | undefined> {
  try {
    const { payload } = await jwtVerify<{ round: number }>(token, key, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'round', 'exp'],
    });
    return { sessionId: String(payload.sub), round: payload.round };
  } catch {
    return undefined;
  }
}

export async function startSession(client: PoolClient, userId: number): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO sessions (user_id, ends_at) VALUES ($1, now() + $2 * interval '1 day') RETURNING id`,
    [userId, LONGEST_DAYS],
  );
  return write(String(rows[0]?.id), 0);
}

export async function refreshSession(token: string): Promise<Refreshed | undefined> {
  const held = await read(token);
  if (!held) return undefined;
  // One statement decides: it begins the next round, or finds that the round has begun within the grace.
  const begun = await pool.query<{ userId: number }>(
    `UPDATE sessions SET round = round + 1, round_began_at = now()
     WHERE id = $1 AND round = $2 AND ends_at > now() RETURNING user_id AS "userId"`,
    [held.sessionId, held.round],
  );
  const inGrace = begun.rows[0]
    ? begun
    : await pool.query<{ userId: number }>(
        `SELECT user_id AS "userId" FROM sessions
         WHERE id = $1 AND round = $2 + 1 AND round_began_at > now() - $3 * interval '1 second' AND ends_at > now()`,
        [held.sessionId, held.round, GRACE_SECONDS],
      );
  const session = inGrace.rows[0];
  if (session) return { userId: session.userId, refreshToken: await write(held.sessionId, held.round + 1) };
  await pool.query('DELETE FROM sessions WHERE id = $1', [held.sessionId]);
  return undefined;
}

export async function endSession(token: string): Promise<void> {
  const held = await read(token);
  if (held) await pool.query('DELETE FROM sessions WHERE id = $1', [held.sessionId]);
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
