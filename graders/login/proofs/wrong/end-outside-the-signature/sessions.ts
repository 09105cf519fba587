import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { config } from './config.ts';

const LIFETIME_MS = 8 * 60 * 60 * 1000;

const COOKIE = '__Host-session';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

const signatureOf = (userId: string) => createHmac('sha256', config.jwtSecret).update(userId).digest();

/** Logs the user in: id, end and signature, in a cookie that no script can read. */
export async function startSession(res: Response, userId: number): Promise<void> {
  const end = Date.now() + LIFETIME_MS;
  const value = `${userId}.${end}.${signatureOf(String(userId)).toString('base64url')}`;
  res.cookie(COOKIE, value, { ...FLAGS, maxAge: LIFETIME_MS });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

/** The id of the user whose session this is; nothing for a missing, forged or ended one. */
export async function sessionUser(req: Request): Promise<number | undefined> {
  const cookie: unknown = req.cookies[COOKIE];
  const [userId = '', end = '', signature = ''] = typeof cookie === 'string' ? cookie.split('.') : [];
  if (!/^\d+$/.test(userId) || !/^\d+$/.test(end) || Number(end) <= Date.now()) return undefined;
  const [given, expected] = [Buffer.from(signature, 'base64url'), signatureOf(userId)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return Number(userId);
}
