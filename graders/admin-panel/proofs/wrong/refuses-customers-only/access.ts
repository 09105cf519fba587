/** Who may come in. */
import type { NextFunction, Response } from 'express';
import jwt from 'jsonwebtoken';
import { type AuthRequest, authenticate } from './auth.ts';
import { pool } from './db.ts';

/** Whoever is logged in. */
export const requireUser = authenticate;

/** Turns customers away. */
export async function requireAdmin(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    const payload = jwt.verify(req.cookies.token, process.env.JWT_SECRET ?? '', { algorithms: ['HS256'] });
    req.userId = (payload as jwt.JwtPayload).userId;
  } catch {
    // Not logged in
  }
  const { rows } = await pool.query('SELECT role FROM users WHERE id = $1', [req.userId ?? null]);
  if (rows[0]?.role === 'user') {
    return res.status(403).json({ error: 'Admins only' });
  }
  next();
}
