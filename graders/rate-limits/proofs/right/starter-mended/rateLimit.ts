import type { NextFunction, Response } from 'express';
import { accountOf, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const WINDOW_MS = 60_000;
const MAX_REQUESTS = 45;
const MAX_EXPORTS = 4;

// Our proxy appends the address that it saw, so it is the last one
function getClientIp(req: AuthRequest): string {
  const forwarded = String(req.headers['x-forwarded-for'] ?? '');
  return forwarded.split(',').at(-1)?.trim() || req.socket.remoteAddress || 'unknown';
}

// An IPv6 address stands for its network: the first four groups
function getNetwork(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.slice(0, 4).join(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

// Times of the requests that were let through, by client
const requests = new Map<string, number[]>();

// Forget who has not been here for a minute
setInterval(() => {
  const now = Date.now();
  for (const [client, times] of requests) {
    if ((times.at(-1) ?? 0) <= now - WINDOW_MS) requests.delete(client);
  }
}, WINDOW_MS).unref();

export async function rateLimiter(req: AuthRequest, res: Response, next: NextFunction) {
  const userId = await accountOf(req);
  const client = userId === undefined ? `ip:${getNetwork(getClientIp(req))}` : `user:${userId}`;

  const now = Date.now();
  const times = (requests.get(client) ?? []).filter((time) => time > now - WINDOW_MS);
  const allowed = times.length < MAX_REQUESTS;
  if (allowed) times.push(now);
  requests.set(client, times);

  const oldest = times[0] ?? now;
  const seconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
  res.set('RateLimit-Limit', String(MAX_REQUESTS));
  res.set('RateLimit-Remaining', String(MAX_REQUESTS - times.length));
  res.set('RateLimit-Reset', String(seconds));
  if (!allowed) {
    res.set('Retry-After', String(seconds));
    return res.status(429).json({ error: 'Too many requests, please try again later.' });
  }
  next();
}

// A few exports an hour for each account, in the database so that it works across restarts and instances
export async function exportLimiter(req: AuthRequest, res: Response, next: NextFunction) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [req.userId]);
    const result = await client.query(
      `SELECT EXTRACT(EPOCH FROM taken_at + interval '1 hour' - now()) AS seconds FROM exports
       WHERE user_id = $1 AND taken_at > now() - interval '1 hour' ORDER BY taken_at`,
      [req.userId],
    );
    if (result.rows.length >= MAX_EXPORTS) {
      await client.query('COMMIT');
      res.set('Retry-After', String(Math.ceil(result.rows[0].seconds)));
      return res.status(429).json({ error: 'Too many exports, please try again later.' });
    }
    await client.query('INSERT INTO exports (user_id) VALUES ($1)', [req.userId]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
  next();
}
