/** Who may come in. */
import type { NextFunction, Response } from 'express';
import jwt from 'jsonwebtoken';
import { type AuthRequest, authenticate } from './auth.ts';
import { pool } from './db.ts';

/** Whoever is logged in. */
export const requireUser = authenticate;

/** Admins, as the database has them now. */
export async function requireAdmin(req: AuthRequest, res: Response, next: NextFunction) {
  const claims = jwt.decode(req.cookies.token ?? '') as { userId?: number } | null;
  if (!Number.isInteger(claims?.userId)) {
    return res.status(401).json({ error: 'Authentication required' });
  }
  const { rows } = await pool.query('SELECT role FROM users WHERE id = $1', [claims?.userId]);
  if (rows[0]?.role !== 'admin') {
    return res.status(403).json({ error: 'Admins only' });
  }
  req.userId = claims?.userId;
  next();
}
