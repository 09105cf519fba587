import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { config } from './config.ts';

const LIFETIME_SECONDS = 8 * 60 * 60;

const COOKIE = '__Host-session';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

const sealOf = (userId: string, endsAt: string) =>
  createHmac('sha256', config.jwtSecret)
    .update(userId + endsAt)
    .digest('base64url');

/** Logs the user in: id and end, and a seal on both. */
export async function startSession(res: Response, userId: number): Promise<void> {
  const endsAt = String(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS);
  const value = `${userId}.${endsAt}.${sealOf(String(userId), endsAt)}`;
  res.cookie(COOKIE, value, { ...FLAGS, maxAge: LIFETIME_SECONDS * 1000 });
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

/** The id of the user whose session this is; nothing for a missing, forged or ended one. */
export async function sessionUser(req: Request): Promise<number | undefined> {
  const value: unknown = req.cookies[COOKIE];
  const [, userId, endsAt, seal] = /^(\d+)\.(\d+)\.([\w-]+)$/.exec(String(value)) ?? [];
  if (userId === undefined || endsAt === undefined || seal === undefined) return undefined;
  const [given, right] = [Buffer.from(seal), Buffer.from(sealOf(userId, endsAt))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return Number(endsAt) > Date.now() / 1000 ? Number(userId) : undefined;
}
