import { isIPv6 } from 'node:net';
import type { NextFunction, Response } from 'express';
import type { AuthRequest } from './auth.ts';
import { Buckets } from './bucket.ts';
import { pool } from './db.ts';

// 20 at once, 60 a minute
const buckets = new Buckets(20, 1000, 20_000);

/** `2a02:8109::a:b:c:d` → `2a02:8109:0:0`. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right = ''] = address.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const [head, tail] = [groups(left), groups(right)];
  const zeros = new Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function refuse(res: Response, waitMs: number): void {
  res.set('Retry-After', new Date(Math.ceil((Date.now() + waitMs) / 1000) * 1000).toUTCString());
  res.sendStatus(429);
}

export function browsingLimit(req: AuthRequest, res: Response, next: NextFunction): void {
  const { taken, remaining, waitMs } = buckets.take(
    req.userId === undefined ? networkOf(req.ip ?? '') : `account ${req.userId}`,
  );
  res.set('RateLimit-Policy', '"browsing";q=60;w=60');
  res.set('RateLimit', `"browsing";r=${remaining};t=${Math.ceil(waitMs / 1000)}`);
  if (taken) next();
  else refuse(res, waitMs);
}

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction): Promise<void> {
  const { rows } = await pool.query('SELECT take_export($1, 4) AS seconds', [req.userId]);
  if (rows[0].seconds === 0) next();
  else refuse(res, rows[0].seconds * 1000);
}
