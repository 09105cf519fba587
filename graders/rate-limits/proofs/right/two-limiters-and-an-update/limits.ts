import type { NextFunction, Request, Response } from 'express';
import { type Options, rateLimit } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const isLoggedIn = (req: Request) => (req as AuthRequest).userId !== undefined;

const common: Partial<Options> = {
  windowMs: 60 * 1000,
  standardHeaders: 'draft-7',
  legacyHeaders: false,
};

const strangers = rateLimit({ ...common, limit: 25, skip: isLoggedIn, ipv6Subnet: 64 });

const accounts = rateLimit({
  ...common,
  limit: 30,
  skip: (req) => !isLoggedIn(req),
  keyGenerator: (req) => String((req as AuthRequest).userId),
});

export const browsingLimit = [strangers, accounts];

const EXPORTS = 3;

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const taken = await pool.query(
    `UPDATE users SET
       exports_taken = CASE WHEN exports_since <= now() - interval '1 hour' THEN 1 ELSE exports_taken + 1 END,
       exports_since = CASE WHEN exports_since <= now() - interval '1 hour' THEN now() ELSE exports_since END
     WHERE id = $1 AND (exports_taken < $2 OR exports_since <= now() - interval '1 hour')`,
    [req.userId, EXPORTS],
  );
  if (taken.rowCount) return next();

  const { rows } = await pool.query('SELECT exports_since FROM users WHERE id = $1', [req.userId]);
  const seconds = Math.ceil((rows[0].exports_since.getTime() + 3_600_000 - Date.now()) / 1000);
  res.set('Retry-After', String(seconds)).status(429).json({ error: `Next export in ${seconds} seconds` });
}
