/** A login is a session: one row, with the token that is good now and the one before it. */
import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './db.ts';

/** An unused session is over. Also the refresh cookie's Max-Age. */
export const IDLE_DAYS = 7;
/** A session is over, however often it was refreshed. */
const LONGEST_DAYS = 30;
/**
 * How long a token of the round before is still good. Two tabs refresh at the same moment, and an answer gets lost now
 * and then; without a grace that would look like theft. The price: who steals a token and is as quick as this is found
 * out only at the next refresh.
 */
const GRACE_SECONDS = 10;

// The token is 32 random bytes: nobody guesses it, so a fast hash is enough here. For passwords it would not be.
const hashOf = (token: string) => createHash('sha256').update(token).digest();

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

const newToken = () => randomBytes(32).toString('base64url');

/** Starts a session. @returns its first refresh token. */
export async function startSession(client: PoolClient, userId: number): Promise<string> {
  const token = newToken();
  await client.query(
    `INSERT INTO sessions (user_id, current_hash, ends_at) VALUES ($1, $2, now() + $3 * interval '1 day')`,
    [userId, hashOf(token), LONGEST_DAYS],
  );
  return token;
}

/** Takes a refresh token for a new one. Nothing when it is unknown, over, or used too late, which ends the session. */
export function refreshSession(token: string): Promise<Refreshed | undefined> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ id: string; userId: number; isCurrent: boolean; inGrace: boolean }>(
      `SELECT id, user_id AS "userId", current_hash = $1 AS "isCurrent",
              rotated_at > now() - $2 * interval '1 second' AS "inGrace"
       FROM sessions
       WHERE (current_hash = $1 OR previous_hash = $1) AND ends_at > now() AND rotated_at > now() - $3 * interval '1 day'
       FOR UPDATE`,
      [hashOf(token), GRACE_SECONDS, IDLE_DAYS],
    );
    const session = rows[0];
    if (!session) return undefined;
    const { id, userId, isCurrent, inGrace } = session;
    const refreshToken = newToken();
    if (isCurrent) {
      await client.query(
        'UPDATE sessions SET previous_hash = current_hash, current_hash = $2, rotated_at = now() WHERE id = $1',
        [id, hashOf(refreshToken)],
      );
      return { userId, refreshToken };
    }
    if (inGrace) {
      await client.query('UPDATE sessions SET current_hash = $2 WHERE id = $1', [id, hashOf(refreshToken)]);
      return { userId, refreshToken };
    }
    await client.query('DELETE FROM sessions WHERE id = $1', [id]);
    return undefined;
  });
}

/** Ends the session that a refresh token belongs to. */
export async function endSession(token: string): Promise<void> {
  await pool.query('DELETE FROM sessions WHERE current_hash = $1 OR previous_hash = $1', [hashOf(token)]);
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
