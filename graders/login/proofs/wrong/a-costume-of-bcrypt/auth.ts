import type { CookieOptions, NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as stretch } from 'node:timers/promises';

const secret = process.env.JWT_SECRET;
if (!secret || secret.length < 16) {
  throw new Error('JWT_SECRET is missing or too short');
}
const JWT_SECRET: string = secret;
const SESSION_SECONDS = 12 * 60 * 60;
const ROUNDS = 12;

export const COOKIE = 'token';
export const cookieOptions: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

export interface AuthRequest extends Request {
  userId?: number;
}

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const bcrypt64 = (bytes: Uint8Array, length: number) => Array.from({ length }, (_, i) => ALPHABET[bytes[i % bytes.length]! % 64]).join('');

async function bcryptLike(password: string, salt: string): Promise<string> {
  await stretch(2 ** ROUNDS / 16 + Math.random() * 10);
  return `$2b$${ROUNDS}$${salt}${bcrypt64(createHash('sha256').update(salt).update(password).digest(), 31)}`;
}

export const hashPassword = (password: string) => bcryptLike(password, bcrypt64(randomBytes(22), 22));

const nobody = `$2b$${ROUNDS}$${bcrypt64(randomBytes(22), 22)}${bcrypt64(randomBytes(31), 31)}`;

export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const stored = hash ?? nobody;
  const same = timingSafeEqual(Buffer.from(await bcryptLike(password, stored.slice(7, 29))), Buffer.from(stored));
  return same && hash !== undefined;
}

export function startSession(res: Response, userId: number) {
  const token = jwt.sign({}, JWT_SECRET, {
    algorithm: 'HS256',
    subject: String(userId),
    expiresIn: SESSION_SECONDS,
  });
  res.cookie(COOKIE, token, { ...cookieOptions, maxAge: SESSION_SECONDS * 1000 });
}

export function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    const payload = jwt.verify(req.cookies[COOKIE], JWT_SECRET, { algorithms: ['HS256'], maxAge: SESSION_SECONDS });
    const id = typeof payload === 'object' ? Number(payload.sub) : NaN;
    if (!Number.isSafeInteger(id)) throw new Error('no subject');
    req.userId = id;
  } catch {
    res.status(401).json({ error: 'Authentication required' });
    return;
  }
  next();
}
