import type { Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { config } from './config.ts';

const ONE_DAY = 24 * 60 * 60 * 1000;

// `__Host-`: browsers take this cookie only over TLS, from this host, for the whole of it.
const COOKIE = '__Host-session';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** Logs the user in: a signed token, in a cookie that no script can read. */
export async function startSession(res: Response, userId: number): Promise<void> {
  // The token itself ends, not only the cookie: a copied cookie is no longer worth anything either.
  const token = jwt.sign({ sub: String(userId) }, Buffer.from(config.jwtSecret), { expiresIn: ONE_DAY });
  res.cookie(COOKIE, token, { ...FLAGS, maxAge: ONE_DAY });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

/** The id of the user whose session this is; nothing for a missing, forged or ended one. */
export async function sessionUser(req: Request): Promise<number | undefined> {
  const token: unknown = req.cookies[COOKIE];
  if (typeof token !== 'string') return undefined;
  try {
    return Number(jwt.verify(token, Buffer.from(config.jwtSecret), { algorithms: ['HS256'] }).sub);
  } catch {
    return undefined;
  }
}
