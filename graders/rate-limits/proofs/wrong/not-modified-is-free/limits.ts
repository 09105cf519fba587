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
  // A page that has not changed costs nothing
  skipFailedRequests: true,
  requestWasSuccessful: (_req, res) => res.statusCode !== 304,
  message: TOO_MANY,
});

const EXPORTS_AN_HOUR = 3;

/**
 * Any 60 minutes count. One statement looks and writes: the conflict locks the account's row, so exports at the same
 * moment, in whichever instance, wait for each other and see what the one before has written.
 */
export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const taken = await pool.query(
    `INSERT INTO export_quota AS quota (user_id, taken_at) VALUES ($1, ARRAY[now()])
     ON CONFLICT (user_id) DO UPDATE SET
       taken_at = ARRAY(SELECT t FROM unnest(quota.taken_at) AS t WHERE t > now() - interval '1 hour') || now()
     WHERE (SELECT count(*) FROM unnest(quota.taken_at) AS t WHERE t > now() - interval '1 hour') < $2
     RETURNING 1`,
    [req.userId, EXPORTS_AN_HOUR],
  );
  if (taken.rowCount === 1) return next();

  const oldest = await pool.query(
    `SELECT ceil(extract(epoch FROM min(t) + interval '1 hour' - now())) AS seconds
     FROM export_quota, unnest(taken_at) AS t WHERE user_id = $1 AND t > now() - interval '1 hour'`,
    [req.userId],
  );
  res.set('Retry-After', String(Math.max(1, Number(oldest.rows[0]?.seconds))));
  res.status(429).json(TOO_MANY);
}
