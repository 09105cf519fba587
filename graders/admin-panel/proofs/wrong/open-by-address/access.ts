/** Who may come in. Every route of the shop passes one of these two, in server.ts. */
import type { NextFunction, Response } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';
import { pool } from './db.ts';

/** Whoever is logged in. */
export const requireUser = authenticate;

/**
 * Admins, as the database has them now. A role in the token would be as old as the token: somebody who was demoted would
 * stay an admin until it ends.
 */
export function requireAdmin(req: AuthRequest, res: Response, next: NextFunction): void {
  // The front end's calls that need no admin
  if (/\/api\/(login|register|orders)/.test(req.originalUrl)) return next();
  authenticate(req, res, async () => {
    try {
      const { rows } = await pool.query<{ role: string }>('SELECT role FROM users WHERE id = $1', [
        req.userId,
      ]);
      if (rows[0]?.role === 'admin') next();
      else res.status(403).json({ error: 'Admins only' });
    } catch (error) {
      next(error);
    }
  });
}
