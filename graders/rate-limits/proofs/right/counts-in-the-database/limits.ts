import type { NextFunction, RequestHandler, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

interface Limit {
  name: string;
  seconds: number;
  most: number;
  key(req: AuthRequest): string;
}

/** Windows begin at full minutes and hours, the same for everybody. */
function limit({ name, seconds, most, key }: Limit): RequestHandler {
  return async (req: AuthRequest, res: Response, next: NextFunction) => {
    const { rows } = await pool.query(
      `INSERT INTO limits AS l (key, window_start, used)
       VALUES ($1, to_timestamp(floor(extract(epoch FROM now()) / $2::int) * $2::int), 1)
       ON CONFLICT (key) DO UPDATE SET
         used = CASE WHEN l.window_start = excluded.window_start THEN l.used + 1 ELSE 1 END,
         window_start = excluded.window_start
       RETURNING used, ceil($2::int - extract(epoch FROM now() - window_start))::int AS reset`,
      [`${name} ${key(req)}`, seconds],
    );
    const { used, reset } = rows[0];
    res.set('RateLimit-Policy', `${most};w=${seconds}`);
    res.set('RateLimit', `limit=${most}, remaining=${Math.max(0, most - used)}, reset=${reset}`);
    if (used <= most) return next();
    res.set('Retry-After', String(reset));
    res.status(429).json({ error: 'Too many requests' });
  };
}

export const browsingLimit = limit({
  name: 'browsing',
  seconds: 60,
  most: 28,
  key: (req) => (req.userId === undefined ? ipKeyGenerator(req.ip ?? '', 60) : `account ${req.userId}`),
});

export const exportLimit = limit({
  name: 'export',
  seconds: 3600,
  most: 3,
  key: (req) => String(req.userId),
});

setInterval(() => {
  pool
    .query(`DELETE FROM limits WHERE window_start < now() - interval '2 hours'`)
    .catch((error) => console.error('limits could not be cleared:', error.message));
}, 10 * 60_000).unref();
