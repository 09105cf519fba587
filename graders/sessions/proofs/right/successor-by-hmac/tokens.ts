import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { CookieOptions, NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { pool, type User } from './db.ts';

const JWT_SECRET = process.env.JWT_SECRET;
if (!JWT_SECRET) throw new Error('JWT_SECRET is not set');

const ACCESS_TOKEN_MINUTES = 15;
const REFRESH_TOKEN_DAYS = 7;
const SESSION_DAYS = 30;
const GRACE_SECONDS = 10;

const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

export interface AuthRequest extends Request {
  userId?: number;
}

// Set a short-lived access token cookie
function setAccessCookie(res: Response, userId: number) {
  const token = jwt.sign({ userId, use: 'access' }, JWT_SECRET!, { algorithm: 'HS256', expiresIn: `${ACCESS_TOKEN_MINUTES}m` });
  res.cookie('access_token', token, { ...COOKIE_OPTIONS, maxAge: ACCESS_TOKEN_MINUTES * 60 * 1000 });
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const successor = (token: string) => createHmac('sha256', `rotate:${JWT_SECRET}`).update(token).digest('base64url');

function setRefreshCookie(res: Response, token: string) {
  res.cookie('refresh_token', token, { ...COOKIE_OPTIONS, maxAge: REFRESH_TOKEN_DAYS * 24 * 60 * 60 * 1000 });
}

const tokenOf = (req: Request) =>
  typeof req.cookies.refresh_token === 'string' ? req.cookies.refresh_token : undefined;

// A login: a new family, whatever the browser brought along
export async function startSession(_req: Request, res: Response, user: User) {
  const token = randomBytes(32).toString('base64url');
  await pool.query(
    `INSERT INTO refresh_tokens (hash, family, user_id, expires_at, family_expires_at)
     VALUES ($1, $2, $3, now() + $4 * interval '1 day', now() + $5 * interval '1 day')`,
    [hash(token), randomUUID(), user.id, REFRESH_TOKEN_DAYS, SESSION_DAYS],
  );
  setAccessCookie(res, user.id);
  setRefreshCookie(res, token);
}

export async function refreshSession(req: Request, res: Response): Promise<boolean> {
  const token = tokenOf(req);
  if (!token) return false;
  const next = successor(token);
  // Replaces the token and adds its successor in one statement. Of two at once the second finds it replaced.
  const replaced = await pool.query(
    `WITH used AS (
       UPDATE refresh_tokens SET replaced_at = now()
       WHERE hash = $1 AND replaced_at IS NULL AND NOT revoked AND expires_at > now() AND family_expires_at > now()
       RETURNING family, user_id, family_expires_at
     )
     INSERT INTO refresh_tokens (hash, family, user_id, expires_at, family_expires_at)
     SELECT $2, family, user_id, now() + $3 * interval '1 day', family_expires_at FROM used
     RETURNING user_id`,
    [hash(token), hash(next), REFRESH_TOKEN_DAYS],
  );
  let userId: number | undefined = replaced.rows[0]?.user_id;
  if (userId === undefined) {
    const { rows } = await pool.query(
      `SELECT family, user_id, revoked, replaced_at > now() - $2 * interval '1 second' AS in_grace
       FROM refresh_tokens WHERE hash = $1 AND replaced_at IS NOT NULL`,
      [hash(token), GRACE_SECONDS],
    );
    const known = rows[0];
    if (!known || known.revoked) return false;
    if (!known.in_grace) {
      await pool.query('UPDATE refresh_tokens SET revoked = true WHERE family = $1', [known.family]);
      return false;
    }
    userId = known.user_id as number;
  }
  setAccessCookie(res, userId);
  setRefreshCookie(res, next);
  return true;
}

export async function endSession(req: Request, res: Response) {
  const token = tokenOf(req);
  if (token) {
    await pool.query(
      'UPDATE refresh_tokens SET revoked = true WHERE family = (SELECT family FROM refresh_tokens WHERE hash = $1)',
      [hash(token)],
    );
  }
  res.clearCookie('access_token', COOKIE_OPTIONS);
  res.clearCookie('refresh_token', COOKIE_OPTIONS);
}

export async function endAllSessions(userId: number) {
  await pool.query('UPDATE refresh_tokens SET revoked = true WHERE user_id = $1', [userId]);
}

// Middleware to protect routes
export function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    const payload = jwt.verify(req.cookies.access_token, JWT_SECRET!, { algorithms: ['HS256'] }) as { userId: number; use: string };
    if (payload.use !== 'access') throw new Error('no access token');
    req.userId = payload.userId;
    next();
  } catch {
    res.status(401).json({ error: 'Authentication required' });
  }
}
