/** A family of refresh tokens: each has at most one successor, and hands it out again for a few seconds. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { inTransaction, pool } from './db.ts';

export const IDLE_DAYS = 7;
const LONGEST_DAYS = 30;
const GRACE_MS = 10_000;

const Token = z.string().regex(/^[\w-]{43}$/);
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
// Another function of the token than the hash in the table.
const keyOf = (token: string) => Buffer.from(hkdfSync('sha256', token, '', 'successor', 32));

function lock(text: string, token: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(token), iv);
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
}

function unlock(sealed: string, token: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(token), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

interface Row {
  family: string;
  user_id: number;
  family_ends: Date;
  successor: string | null;
  replaced_at: Date | null;
}

async function add(client: PoolClient, family: string, userId: number, familyEnds: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const ends = new Date(Math.min(Date.now() + IDLE_DAYS * 86_400_000, familyEnds.getTime()));
  await client.query(
    'INSERT INTO refresh_tokens (hash, family, user_id, ends_at, family_ends) VALUES ($1, $2, $3, $4, $5)',
    [hashOf(token), family, userId, ends, familyEnds],
  );
  return token;
}

export function startSession(client: PoolClient, userId: number): Promise<string> {
  return add(client, randomUUID(), userId, new Date(Date.now() + LONGEST_DAYS * 86_400_000));
}

export async function refreshSession(cookie: string): Promise<Refreshed | undefined> {
  const token = Token.safeParse(cookie).data;
  if (!token) return undefined;
  return inTransaction(async (client) => {
    const { rows } = await client.query<Row>(
      'SELECT * FROM refresh_tokens WHERE hash = $1 AND ends_at > $2 FOR UPDATE',
      [hashOf(token), new Date()],
    );
    const row = rows[0];
    if (!row) return undefined;
    if (!row.replaced_at || !row.successor) {
      const next = await add(client, row.family, row.user_id, row.family_ends);
      await client.query('UPDATE refresh_tokens SET successor = $2, replaced_at = $3 WHERE hash = $1', [
        hashOf(token),
        lock(next, token),
        new Date(),
      ]);
      return { userId: row.user_id, refreshToken: next };
    }
    if (Date.now() - row.replaced_at.getTime() <= GRACE_MS) {
      return { userId: row.user_id, refreshToken: unlock(row.successor, token) };
    }
    await client.query('DELETE FROM refresh_tokens WHERE family = $1', [row.family]);
    return undefined;
  });
}

export async function endSession(token: string): Promise<void> {
  await pool.query(
    'DELETE FROM refresh_tokens WHERE family = (SELECT family FROM refresh_tokens WHERE hash = $1)',
    [hashOf(token)],
  );
}

export async function endAllSessions(client: PoolClient, userId: number): Promise<void> {
  await client.query('DELETE FROM refresh_tokens WHERE user_id = $1', [userId]);
}
