import type { NextFunction, Response } from 'express';
import rateLimit, { ipKeyGenerator } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

export const browsingLimit = rateLimit({
  windowMs: 60 * 1000,
  max: 20,
  standardHeaders: true,
  keyGenerator: (req: AuthRequest) => (req.userId ? `user:${req.userId}` : ipKeyGenerator(req.ip!)),
});

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  await pool.query(
    `INSERT INTO export_slots (user_id, slot) SELECT $1, slot FROM generate_series(1, 3) AS slot
     ON CONFLICT DO NOTHING`,
    [req.userId],
  );
  const taken = await pool.query(
    `UPDATE export_slots SET free_at = now() + interval '1 hour'
     WHERE (user_id, slot) = (
       SELECT user_id, slot FROM export_slots WHERE user_id = $1 AND free_at <= now()
       LIMIT 1 FOR UPDATE SKIP LOCKED
     )`,
    [req.userId],
  );
  if (taken.rowCount === 1) return next();

  const { rows } = await pool.query(
    'SELECT greatest(1, ceil(extract(epoch FROM min(free_at) - now()))) AS seconds FROM export_slots WHERE user_id = $1',
    [req.userId],
  );
  res.setHeader('Retry-After', rows[0].seconds);
  res.status(429).send('Too many exports, please come back later.');
}
