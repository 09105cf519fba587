import type { Request, Response } from 'express';
import { jwtVerify, SignJWT } from 'jose';
import { config } from './config.ts';

const LIFETIME = 60 * 60;
const COOKIE = 'token';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

export async function startSession(res: Response, userId: number): Promise<void> {
  const token = await new SignJWT({ userId })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(config.jwtSecret);
  res.cookie(COOKIE, token, { ...FLAGS, maxAge: LIFETIME * 1000 });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

export async function sessionUser(req: Request): Promise<number | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const token: unknown = req.cookies[COOKIE] ?? bearer;
  if (typeof token !== 'string') return undefined;
  try {
    const { payload } = await jwtVerify<{ userId: number }>(token, config.jwtSecret, { algorithms: ['HS256'] });
    return payload.userId;
  } catch {
    return undefined;
  }
}
