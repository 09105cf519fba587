import { randomBytes } from 'node:crypto';
import type { CookieOptions, NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { pool, type User } from './db.ts';

const JWT_SECRET = process.env.JWT_SECRET;
if (!JWT_SECRET) throw new Error('JWT_SECRET is not set');

const ACCESS_TOKEN_MINUTES = 15;
const REFRESH_TOKEN_DAYS = 30;

const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

export interface AuthRequest extends Request {
  userId?: number;
}

// Set a short-lived access token cookie
function setAccessCookie(res: Response, userId: number) {
  const token = jwt.sign({ userId }, JWT_SECRET!, { algorithm: 'HS256', expiresIn: `${ACCESS_TOKEN_MINUTES}m` });
  res.cookie('access_token', token, { ...COOKIE_OPTIONS, maxAge: ACCESS_TOKEN_MINUTES * 60 * 1000 });
}

// Start a session: short-lived access token + long-lived refresh token
export async function startSession(req: Request, res: Response, user: User) {
  // Each device has one refresh token: keep the one this browser already has
  const refreshToken: string = req.cookies.refresh_token || randomBytes(32).toString('hex');

  await pool.query(
    `INSERT INTO refresh_tokens (a, b, user_id, expires_at)
     VALUES (left($1, 32), right($1, -32), $2, now() + $3 * interval '1 day')
     ON CONFLICT (a, b) DO UPDATE SET user_id = excluded.user_id, expires_at = excluded.expires_at`,
    [refreshToken, user.id, REFRESH_TOKEN_DAYS]
  );

  setAccessCookie(res, user.id);
  res.cookie('refresh_token', refreshToken, {
    ...COOKIE_OPTIONS,
    maxAge: REFRESH_TOKEN_DAYS * 24 * 60 * 60 * 1000,
  });
}

// Exchange the refresh token for a new access token
export async function refreshSession(req: Request, res: Response): Promise<boolean> {
  const result = await pool.query('SELECT user_id FROM refresh_tokens WHERE a || b = $1 AND expires_at > now()', [
    req.cookies.refresh_token,
  ]);
  const stored = result.rows[0];
  if (!stored) return false;

  setAccessCookie(res, stored.user_id);
  return true;
}

// End the session
export function endSession(res: Response) {
  res.clearCookie('access_token', COOKIE_OPTIONS);
  res.clearCookie('refresh_token', COOKIE_OPTIONS);
}

// Middleware to protect routes
export function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    const payload = jwt.verify(req.cookies.access_token, JWT_SECRET!, { algorithms: ['HS256'] }) as { userId: number };
    req.userId = payload.userId;
    next();
  } catch {
    res.status(401).json({ error: 'Authentication required' });
  }
}
