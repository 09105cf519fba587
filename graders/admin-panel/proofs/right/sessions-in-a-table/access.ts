import type { NextFunction, Response } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';

export const requireUser = authenticate;

/** For everybody else the panel does not exist. */
export const requireAdmin = [
  authenticate,
  (req: AuthRequest, res: Response, next: NextFunction) => {
    if (req.role === 'admin') next();
    else res.status(404).json({ error: 'Not found' });
  },
];
