import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import type { User } from './db.ts';

if (!process.env.JWT_SECRET) {
  console.error('FATAL: JWT_SECRET is not set');
  process.exit(1);
}
const JWT_SECRET: string = process.env.JWT_SECRET;

export const COOKIE_OPTIONS = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
} as const;

export interface AuthRequest extends Request {
  userId?: number;
}

// Generate a JWT for the user
export function generateToken(user: User): string {
  return jwt.sign({ userId: user.id }, JWT_SECRET, { algorithm: 'HS256', expiresIn: '12h' });
}

// Middleware to protect routes
export function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  const token = req.cookies.token;

  if (!token) {
    return res.status(401).json({ error: 'Authentication required' });
  }

  try {
    const decoded = jwt.verify(token, JWT_SECRET, { algorithms: ['HS256'] }) as { userId: number };
    req.userId = decoded.userId;
    next();
  } catch {
    return res.status(401).json({ error: 'Invalid or expired token' });
  }
}
