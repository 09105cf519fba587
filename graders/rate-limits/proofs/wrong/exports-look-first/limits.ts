/** Two limits: one on browsing, which is cheap to count and may forget, and one on exports, which may not. */
import type { NextFunction, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const TOO_MANY = { error: 'Too many requests' };

/**
 * By account, or else by the address that our proxy saw; of an IPv6 address by its network, since one customer owns all
 * of it. The window is fixed, so at its edge somebody gets twice 30 within a moment: the 60 that are allowed.
 * In memory: two instances are two counts, and the store forgets whoever was away for two windows.
 */
export const browsingLimit = rateLimit({
  windowMs: 60_000,
  limit: 30,
  keyGenerator: (req: AuthRequest) =>
    req.userId === undefined ? `network ${ipKeyGenerator(req.ip ?? '', 64)}` : `account ${req.userId}`,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  message: TOO_MANY,
});

const EXPORTS_AN_HOUR = 3;

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS taken, ceil(extract(epoch FROM min(taken_at) + interval '1 hour' - now()))::int AS seconds
     FROM exports WHERE user_id = $1 AND taken_at > now() - interval '1 hour'`,
    [req.userId],
  );
  const { taken, seconds } = rows[0];
  if (taken >= EXPORTS_AN_HOUR) {
    res.set('Retry-After', String(Math.max(1, seconds)));
    res.status(429).json(TOO_MANY);
    return;
  }
  await pool.query('INSERT INTO exports (user_id) VALUES ($1)', [req.userId]);
  next();
}
