import { isIP } from 'node:net';
import type { NextFunction, Response } from 'express';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const PER_MINUTE = 30;
const PER_HOUR = 3;

let counts: Record<string, number> = Object.create(null);
let nextReset = Date.now() + 60_000;
setInterval(() => {
  counts = Object.create(null);
  nextReset = Date.now() + 60_000;
}, 60_000);

// All 16-bit groups of an IPv6 address, the first four of them
function network(ip: string) {
  if (isIP(ip) !== 6) return ip;
  const groups = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split(':');
  const gap = groups.indexOf('');
  if (gap >= 0) {
    const filled = groups.filter((group) => group !== '');
    filled.splice(gap, 0, ...Array(8 - filled.length).fill('0'));
    return filled.slice(0, 4).join(':');
  }
  return groups.slice(0, 4).join(':');
}

export function browsingLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const key = req.userId ? `user-${req.userId}` : network(req.ip ?? '');
  counts[key] = (counts[key] ?? 0) + 1;
  const seconds = Math.max(1, Math.ceil((nextReset - Date.now()) / 1000));
  res.setHeader('RateLimit-Limit', PER_MINUTE);
  res.setHeader('RateLimit-Remaining', Math.max(0, PER_MINUTE - counts[key]));
  res.setHeader('RateLimit-Reset', seconds);
  if (counts[key] > PER_MINUTE) {
    res.setHeader('Retry-After', seconds);
    return res.status(429).json({ error: `Slow down, please. Try again in ${seconds} seconds.` });
  }
  next();
}

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('INSERT INTO export_history (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [req.userId]);
    const { rows } = await client.query('SELECT times FROM export_history WHERE user_id = $1 FOR UPDATE', [req.userId]);
    const recent: number[] = rows[0].times.filter((time: number) => time > Date.now() - 3_600_000);
    if (recent.length >= PER_HOUR) {
      await client.query('ROLLBACK');
      const seconds = Math.ceil(((recent[0] ?? 0) + 3_600_000 - Date.now()) / 1000);
      res.setHeader('Retry-After', seconds);
      return res.status(429).json({ error: `Next export in ${Math.ceil(seconds / 60)} minutes.` });
    }
    await client.query('UPDATE export_history SET times = $2 WHERE user_id = $1', [
      req.userId,
      JSON.stringify([...recent, Date.now()]),
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
  next();
}
