import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';

const HOUR = 60 * 60 * 1000;
const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax' } as const;
const sessions = new Map<string, { userId: number; timer: NodeJS.Timeout }>();

export async function startSession(res: Response, userId: number): Promise<void> {
  const id = randomUUID();
  const timer = setTimeout(() => sessions.delete(id), 8 * HOUR);
  timer.unref();
  sessions.set(id, { userId, timer });
  res.cookie('sessionId', id, { ...FLAGS, maxAge: 8 * HOUR });
}

export function clearSession(res: Response): void {
  res.clearCookie('sessionId', FLAGS);
}

export async function sessionUser(req: Request): Promise<number | undefined> {
  return sessions.get(req.cookies.sessionId)?.userId;
}
