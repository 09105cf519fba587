import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { findMember, type Member } from './db.ts';

const { JWT_SECRET } = process.env;
if (!JWT_SECRET) throw new Error('JWT_SECRET is not set');

// Start a session
export function startSession(res: Response, member: Member) {
  const token = jwt.sign({ memberId: member.id }, JWT_SECRET, { expiresIn: '12h' });
  res.cookie('session', token, { httpOnly: true, secure: true, sameSite: 'lax' });
}

// Middleware: puts the member who is logged in into res.locals
export async function requireLogin(req: Request, res: Response, next: NextFunction) {
  const member = await memberOf(req.cookies.session);
  if (!member) {
    res.status(401).json({ error: 'Please log in' });
    return;
  }
  res.locals.member = member;
  next();
}

async function memberOf(token: string): Promise<Member | undefined> {
  try {
    const { memberId } = jwt.verify(token, JWT_SECRET) as { memberId: number };
    return await findMember(memberId);
  } catch {
    return undefined;
  }
}
