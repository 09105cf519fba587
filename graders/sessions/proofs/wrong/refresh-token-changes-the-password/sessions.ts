/**
 * A login is a session: a row, and a chain of refresh tokens. Each refresh begins a new round, and only tokens of the
 * current round may do that. A token of any earlier round is in the hands of two people, so its use ends the session.
 */
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
    // The lock makes two refreshes of one session wait for each other.
    const { rows } = await client.query<{
      id: string;
      userId: number;
      current: number;
      held: number;
      inGrace: boolean;
    }>(
      `SELECT s.id, s.user_id AS "userId", s.round AS current, t.round AS held,
              s.round_began_at > now() - $2 * interval '1 second' AS "inGrace"
       FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
       WHERE t.hash = $1 AND s.ends_at > now() AND s.round_began_at > now() - $3 * interval '1 day'
       FOR UPDATE OF s`,
      [hashOf(token), GRACE_SECONDS, IDLE_DAYS],
    );
    const session = rows[0];
    if (!session) return undefined;
    const { id, userId, current, held, inGrace } = session;
    if (held === current) {
      await client.query('UPDATE sessions SET round = round + 1, round_began_at = now() WHERE id = $1', [id]);
      return { userId, refreshToken: await giveToken(client, id, current + 1) };
    }
    // The other tab: a token of the same round as the one that came before it. It is no fork, since only one of the two
    // can begin the next round.
    if (held === current - 1 && inGrace) {
      return { userId, refreshToken: await giveToken(client, id, current) };
    }
    await client.query('DELETE FROM sessions WHERE id = $1', [id]);
    return undefined;
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

/** The user whose living session this refresh token belongs to. */
export async function holderOf(token: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ userId: number }>(
    `SELECT s.user_id AS "userId" FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
     WHERE t.hash = $1 AND t.round = s.round AND s.ends_at > now()`,
    [hashOf(token)],
  );
  return rows[0]?.userId;
}
