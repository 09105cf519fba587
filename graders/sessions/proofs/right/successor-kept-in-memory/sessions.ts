/** One row a session. Who knows its id knows it from a cookie, so a secret that is not the newest was the newest once. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './db.ts';

export const IDLE_DAYS = 7;
const LONGEST_DAYS = 30;
const GRACE_SECONDS = 10;

const hashOf = (text: string) => createHash('sha256').update(text).digest();
const newSecret = () => randomBytes(32).toString('base64url');
/** Hash of a replaced token in hex → the token that replaced it, and until when (epoch ms) it is told again. */
const successors = new Map<string, { token: string; until: number }>();

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

function parse(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\w-]{43})$/.exec(token) ?? [];
  return id && secret ? { id, secret } : undefined;
}

export async function startSession(client: PoolClient, userId: number): Promise<string> {
  const secret = newSecret();
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO sessions (user_id, secret_hash, ends_at, idle_until)
     VALUES ($1, $2, now() + $3 * interval '1 day', now() + $4 * interval '1 day') RETURNING id`,
    [userId, hashOf(secret), LONGEST_DAYS, IDLE_DAYS],
  );
  return `${rows[0]?.id}.${secret}`;
}

export function refreshSession(token: string): Promise<Refreshed | undefined> {
  return inTransaction(async (client) => {
    const parsed = parse(token);
    if (!parsed) return undefined;
    const { rows } = await client.query<{ userId: number; newest: Buffer }>(
      `SELECT user_id AS "userId", secret_hash AS newest FROM sessions
       WHERE id = $1 AND ends_at > now() AND idle_until > now() FOR UPDATE`,
      [parsed.id],
    );
    const session = rows[0];
    if (!session) return undefined;
    const { userId, newest } = session;
    const key = hashOf(token).toString('hex');
    if (timingSafeEqual(newest, hashOf(parsed.secret))) {
      const secret = newSecret();
      await client.query(
        `UPDATE sessions SET secret_hash = $2, idle_until = now() + $3 * interval '1 day' WHERE id = $1`,
        [parsed.id, hashOf(secret), IDLE_DAYS],
      );
      const refreshToken = `${parsed.id}.${secret}`;
      successors.set(key, { token: refreshToken, until: Date.now() + GRACE_SECONDS * 1000 });
      setTimeout(() => successors.delete(key), GRACE_SECONDS * 1000).unref();
      return { userId, refreshToken };
    }
    const successor = successors.get(key);
    if (successor && successor.until > Date.now()) return { userId, refreshToken: successor.token };
    await client.query('DELETE FROM sessions WHERE id = $1', [parsed.id]);
    return undefined;
  });
}

export async function endSession(token: string): Promise<void> {
  const parsed = parse(token);
  if (parsed) await pool.query('DELETE FROM sessions WHERE id = $1', [parsed.id]);
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
