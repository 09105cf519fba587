import type { Request, Response } from 'express';

const FLAGS = { httpOnly: true, secure: true, sameSite: 'strict', signed: true } as const;
const TWELVE_HOURS = 12 * 60 * 60 * 1000;

/** A cookie that says who and until when, signed as a whole: neither can be changed. */
export async function startSession(res: Response, userId: number): Promise<void> {
  res.cookie('user', `${userId}.${Date.now() + TWELVE_HOURS}`, { ...FLAGS, maxAge: TWELVE_HOURS });
}

export function clearSession(res: Response): void {
  res.clearCookie('user', FLAGS);
}

export async function sessionUser(req: Request): Promise<number | undefined> {
  const value: unknown = req.signedCookies.user;
  if (typeof value !== 'string') return undefined;
  const [id, ends] = value.split('.').map(Number);
  return ends !== undefined && Date.now() < ends ? id : undefined;
}
