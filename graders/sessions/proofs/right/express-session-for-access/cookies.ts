import { promisify } from 'node:util';
import connectPgSimple from 'connect-pg-simple';
import type { CookieOptions, Request, Response } from 'express';
import session from 'express-session';
import { config } from './config.ts';
import { pool } from './db.ts';
import { IDLE_DAYS } from './sessions.ts';

declare module 'express-session' {
  interface SessionData {
    userId: number;
  }
}

const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' };
const REFRESH = '__Host-refresh';
const Store = connectPgSimple(session);

export const accessSessions = session({
  name: 'access',
  secret: config.jwtSecret,
  store: new Store({ pool, tableName: 'access', disableTouch: true, pruneSessionInterval: false }),
  cookie: { httpOnly: true, secure: true, sameSite: 'strict', maxAge: 10 * 60 * 1000 },
  resave: false,
  rolling: false,
  saveUninitialized: false,
});

export async function setCookies(
  req: Request,
  res: Response,
  { userId, refreshToken }: { userId: number; refreshToken: string },
): Promise<void> {
  // A new id each time; the one before is destroyed.
  await promisify(req.session.regenerate.bind(req.session))();
  req.session.userId = userId;
  await promisify(req.session.save.bind(req.session))();
  res.cookie(REFRESH, refreshToken, { ...FLAGS, maxAge: IDLE_DAYS * 24 * 60 * 60 * 1000 });
}

export async function clearCookies(req: Request, res: Response): Promise<void> {
  await promisify(req.session.destroy.bind(req.session))();
  res.clearCookie('access', FLAGS);
  res.clearCookie(REFRESH, FLAGS);
}

export const refreshTokenIn = (req: Request): string | undefined => {
  const value: unknown = req.cookies[REFRESH];
  return typeof value === 'string' ? value : undefined;
};
