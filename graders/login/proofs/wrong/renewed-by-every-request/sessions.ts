import type { Request, Response } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { config } from './config.ts';

const LIFETIME_SECONDS = 8 * 60 * 60;

// `__Host-`: browsers take this cookie only over TLS, from this host, for the whole of it.
const COOKIE = '__Host-session';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** Logs the user in: a signed token, in a cookie that no script can read. */
export async function startSession(res: Response, userId: number): Promise<void> {
  // The token itself ends, not only the cookie: a copied cookie is no longer worth anything either.
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(userId))
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(config.jwtSecret);
  res.cookie(COOKIE, token, { ...FLAGS, maxAge: LIFETIME_SECONDS * 1000 });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

/** The id of the user whose session this is; nothing for a missing, forged or ended one. Whoever is active stays logged in. */
export async function sessionUser(req: Request): Promise<number | undefined> {
  const token: unknown = req.cookies[COOKIE];
  if (typeof token !== 'string') return undefined;
  try {
    const { payload } = await jwtVerify(token, config.jwtSecret, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    });
    const userId = Number(payload.sub);
    if (req.res) await startSession(req.res, userId);
    return userId;
  } catch {
    return undefined;
  }
}
