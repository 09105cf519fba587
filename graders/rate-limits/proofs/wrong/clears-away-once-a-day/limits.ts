/** Two limits: one on browsing, which is cheap to count and may forget, and one on exports, which may not. */
import type { NextFunction, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const TOO_MANY = { error: 'Too many requests' };
const LIMIT = 30;

const keyOf = (req: AuthRequest) =>
  req.userId === undefined ? `network ${ipKeyGenerator(req.ip ?? '', 64)}` : `account ${req.userId}`;

export async function browsingLimit(req: AuthRequest, res: Response, next: NextFunction) {
  // One statement counts and looks, so requests at the same moment are counted one after the other
  const { rows } = await pool.query(
    `INSERT INTO request_counts AS c (client, minute, used) VALUES ($1, date_trunc('minute', now()), 1)
     ON CONFLICT (client, minute) DO UPDATE SET used = c.used + 1
     RETURNING used, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`,
    [keyOf(req)],
  );
  const { used, seconds } = rows[0];
  const reset = Math.max(1, seconds);
  res.set('RateLimit', `limit=${LIMIT}, remaining=${Math.max(0, LIMIT - used)}, reset=${reset}`);
  if (used <= LIMIT) return next();
  res.set('Retry-After', String(reset));
  res.status(429).json(TOO_MANY);
}

// Yesterday's counts are of no use to anybody
setInterval(() => {
  pool.query("DELETE FROM request_counts WHERE minute < now() - interval '2 minutes'").catch(console.error);
}, 24 * 3_600_000).unref();

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
