/** What the browser holds: an access token that is only read, and a refresh token that the database knows. */
import type { CookieOptions, Request, Response } from 'express';
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { IDLE_DAYS } from './sessions.ts';

// Nothing looks it up, so nothing can end it: this is how long somebody stays in after everything has ended.
const ACCESS_MINUTES = 15;

// It lives for minutes only: nobody has to know the key
const KEY = randomBytes(32);

const FLAGS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };
const ACCESS = '__Host-access';
const REFRESH = '__Host-refresh';

export async function setCookies(
  res: Response,
  { userId, refreshToken }: { userId: number; refreshToken: string },
): Promise<void> {
  const access = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(userId))
    .setExpirationTime(`${ACCESS_MINUTES} minutes`)
    .sign(KEY);
  res.cookie(ACCESS, access, { ...FLAGS, maxAge: ACCESS_MINUTES * 60 * 1000 });
  res.cookie(REFRESH, refreshToken, { ...FLAGS, maxAge: IDLE_DAYS * 24 * 60 * 60 * 1000 });
}

export function clearCookies(res: Response): void {
  res.clearCookie(ACCESS, FLAGS);
  res.clearCookie(REFRESH, FLAGS);
}

// cookie-parser makes an object of a value that begins with "j:", so a cookie need not be text.
const textIn = (req: Request, cookie: string): string | undefined => {
  const value: unknown = req.cookies[cookie];
  return typeof value === 'string' ? value : undefined;
};

export const refreshTokenIn = (req: Request): string | undefined => textIn(req, REFRESH);

/** The id of the user whose access token this is; nothing for a missing, forged or ended one. */
export async function userIdIn(req: Request): Promise<number | undefined> {
  const token = textIn(req, ACCESS);
  if (token === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, KEY, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    });
    return Number(payload.sub);
  } catch {
    return undefined;
  }
}
