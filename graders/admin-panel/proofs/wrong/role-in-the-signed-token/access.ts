/** Who may come in. Every route of the shop passes one of these two, in server.ts. */
import type { NextFunction, Response } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';

/** Whoever is logged in. */
export const requireUser = authenticate;

/** Admins, by their token. */
export function requireAdmin(req: AuthRequest, res: Response, next: NextFunction): void {
  authenticate(req, res, () => {
    if (req.role === 'admin') next();
    else res.status(403).json({ error: 'Admins only' });
  });
}
