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

// By hash, in hex: which token was replaced, in which round, and when (epoch milliseconds)
const replaced = new Map<string, { sessionId: string; round: number; at: number }>();

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
    const hash = hashOf(token);
    // One refresh of a token at a time, or a second tab would miss that it was replaced just now
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [hash.toString('hex')]);
    const old = replaced.get(hash.toString('hex'));
    const { rows } = await client.query<{ id: string; userId: number; round: number }>(
      `SELECT s.id, s.user_id AS "userId", s.round FROM sessions s LEFT JOIN refresh_tokens t ON t.session_id = s.id
       WHERE (t.hash = $1 OR s.id = $2) AND s.ends_at > now() AND s.round_began_at > now() - $3 * interval '1 day'
       FOR UPDATE OF s`,
      [hash, old?.sessionId ?? null, IDLE_DAYS],
    );
    const session = rows[0];
    if (!session) return undefined;
    const { id, userId, round } = session;
    if (!old) {
      await client.query('UPDATE sessions SET round = round + 1, round_began_at = now() WHERE id = $1', [id]);
      const { rows: siblings } = await client.query<{ hash: Buffer }>(
        'DELETE FROM refresh_tokens WHERE session_id = $1 RETURNING hash',
        [id],
      );
      for (const sibling of siblings) {
        replaced.set(sibling.hash.toString('hex'), { sessionId: id, round, at: Date.now() });
      }
      return { userId, refreshToken: await giveToken(client, id, round + 1) };
    }
    if (old.round === round - 1 && old.at > Date.now() - GRACE_SECONDS * 1000) {
      return { userId, refreshToken: await giveToken(client, id, round) };
    }
    await client.query('DELETE FROM sessions WHERE id = $1', [id]);
    return undefined;
  });
}

/** Ends the session that a refresh token belongs to. */
export async function endSession(token: string): Promise<void> {
  const hash = hashOf(token);
  await pool.query(
    'DELETE FROM sessions WHERE id = $2 OR id = (SELECT session_id FROM refresh_tokens WHERE hash = $1)',
    [hash, replaced.get(hash.toString('hex'))?.sessionId ?? null],
  );
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
