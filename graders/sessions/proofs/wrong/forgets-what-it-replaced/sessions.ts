/** A login is a session: a row, and one refresh token that each refresh replaces. */
import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './db.ts';

/** An unused session is over. Also the refresh cookie's Max-Age. */
export const IDLE_DAYS = 7;
/** A session is over, however often it was refreshed. */
const LONGEST_DAYS = 30;
// The token is 32 random bytes: nobody guesses it, so a fast hash is enough here. For passwords it would not be.
const hashOf = (token: string) => createHash('sha256').update(token).digest();

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

/** Starts a session, with an id and a token that nobody has seen before. @returns its first refresh token. */
export async function startSession(client: PoolClient, userId: number): Promise<string> {
  await client.query(
    `DELETE FROM sessions
     WHERE user_id = $1 AND (ends_at <= now() OR round_began_at <= now() - $2 * interval '1 day')`,
    [userId, IDLE_DAYS],
  );
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO sessions (user_id, ends_at) VALUES ($1, now() + $2 * interval '1 day') RETURNING id`,
    [userId, LONGEST_DAYS],
  );
  return giveToken(client, String(rows[0]?.id), 0);
}

async function giveToken(client: PoolClient, sessionId: string, round: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await client.query('INSERT INTO refresh_tokens (hash, session_id, round) VALUES ($1, $2, $3)', [
    hashOf(token),
    sessionId,
    round,
  ]);
  return token;
}

/** Takes a refresh token for a new one. Nothing when it is unknown, over, or used too late, which ends the session. */
export function refreshSession(token: string): Promise<Refreshed | undefined> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ id: string; userId: number; round: number }>(
      `DELETE FROM refresh_tokens t USING sessions s
       WHERE t.hash = $1 AND s.id = t.session_id AND s.ends_at > now() AND s.round_began_at > now() - $2 * interval '1 day'
       RETURNING s.id, s.user_id AS "userId", s.round`,
      [hashOf(token), IDLE_DAYS],
    );
    const session = rows[0];
    if (!session) return undefined;
    await client.query('UPDATE sessions SET round = round + 1, round_began_at = now() WHERE id = $1', [session.id]);
    return { userId: session.userId, refreshToken: await giveToken(client, session.id, session.round + 1) };
  });
}

/** Ends the session that a refresh token belongs to, whichever round the token is of. */
export async function endSession(token: string): Promise<void> {
  await pool.query(
    'DELETE FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = $1)',
    [hashOf(token)],
  );
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
