import type { Request, Response } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { config } from './config.ts';

const COOKIE = '__Secure-id';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'strict', path: '/api' } as const;

export async function startSession(res: Response, userId: string): Promise<void> {
  const token = await new SignJWT({ sub: userId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime('1d')
    .sign(config.jwtSecret);
  // No Max-Age: the cookie goes with the browser window, the token ends by itself.
  res.cookie(COOKIE, token, FLAGS);
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

export async function sessionUser(req: Request): Promise<string | undefined> {
  const { payload } = await jwtVerify(String(req.cookies[COOKIE] ?? ''), config.jwtSecret, { algorithms: ['HS256'] }).catch(
    () => ({ payload: {} as { sub?: string } }),
  );
  return payload.sub;
}
