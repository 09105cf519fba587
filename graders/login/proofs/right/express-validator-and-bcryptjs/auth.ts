import type { RequestHandler, Response } from 'express';
import jwt from 'jsonwebtoken';

const secret = process.env.JWT_SECRET;
if (!secret) {
  throw new Error('Missing JWT_SECRET environment variable');
}

const ONE_DAY = 24 * 60 * 60;

export function setSession(res: Response, id: number) {
  const token = jwt.sign({ sub: String(id) }, secret!, { expiresIn: ONE_DAY - 60 });
  res.cookie('auth', token, { httpOnly: true, secure: true, sameSite: 'lax', maxAge: (ONE_DAY - 60) * 1000 });
}

export function clearSession(res: Response) {
  res.clearCookie('auth', { httpOnly: true, secure: true, sameSite: 'lax' });
}

export const requireAuth: RequestHandler = (req, res, next) => {
  try {
    const payload = jwt.verify(req.cookies.auth, secret!, { algorithms: ['HS256'] });
    res.locals.userId = Number(payload.sub);
  } catch {
    res.status(401).json({ error: 'Unauthorized' });
    return;
  }
  next();
};
