import type { NextFunction, Request, Response } from 'express';
import { pool } from './db.ts';

const WINDOW_SECONDS = 60;
const MAX_REQUESTS = 60;

// The client's IP address, also behind a proxy
function getClientIp(req: Request): string {
  const forwarded = req.headers['x-forwarded-for'];
  const first = Array.isArray(forwarded) ? forwarded[0] : forwarded?.split(',')[0];
  return first?.trim() || req.socket.remoteAddress || 'unknown';
}

// Rate limiting middleware. Requests are kept in the database, so it works across restarts and instances.
export async function rateLimiter(req: Request, res: Response, next: NextFunction) {
  const ip = getClientIp(req);

  const result = await pool.query(
    `SELECT COUNT(*) FROM request_log WHERE ip = $1 AND requested_at > now() - $2 * interval '1 second'`,
    [ip, WINDOW_SECONDS],
  );
  if (parseInt(result.rows[0].count) >= MAX_REQUESTS) {
    return res.status(429).json({ error: 'Too many requests, please try again later.' });
  }

  await pool.query('INSERT INTO request_log (ip) VALUES ($1)', [ip]);
  next();
}
