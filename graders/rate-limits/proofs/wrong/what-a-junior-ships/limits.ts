import type { NextFunction, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const MAX_EXPORTS_PER_HOUR = 5;

// 60 requests per minute, per user if logged in, otherwise per IP
export const browsingLimit = rateLimit({
  windowMs: 60 * 1000,
  limit: 60,
  keyGenerator: (req: AuthRequest) => (req.userId ? `user:${req.userId}` : `ip:${req.ip}`),
  standardHeaders: 'draft-7',
  legacyHeaders: false,
  message: { error: 'Too many requests, please slow down' },
});

// Exports are kept in the database, so that both instances know of them
export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const { rows } = await pool.query(
    `SELECT taken_at FROM exports WHERE user_id = $1 AND taken_at > now() - interval '1 hour' ORDER BY taken_at`,
    [req.userId],
  );

  if (rows.length >= MAX_EXPORTS_PER_HOUR) {
    const nextAt = rows[0].taken_at.getTime() + 60 * 60 * 1000;
    res.set('Retry-After', String(Math.ceil((nextAt - Date.now()) / 1000)));
    return res.status(429).json({ error: 'Too many exports, please try again later' });
  }

  await pool.query('INSERT INTO exports (user_id) VALUES ($1)', [req.userId]);
  next();
}
