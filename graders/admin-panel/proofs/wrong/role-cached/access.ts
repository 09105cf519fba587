/** Who may come in. Every route of the shop passes one of these two, in server.ts. */
import type { NextFunction, Response } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';
import { pool } from './db.ts';

const KEEP_MS = 5 * 60 * 1000;
const known = new Map<number, { role: string; until: number }>();

/** To be called when the panel changes a role. */
export const forgetRole = (userId: number) => known.delete(userId);

async function roleOf(userId: number): Promise<string | undefined> {
  const kept = known.get(userId);
  if (kept && kept.until > Date.now()) return kept.role;
  const { rows } = await pool.query<{ role: string }>('SELECT role FROM users WHERE id = $1', [userId]);
  if (rows[0]) known.set(userId, { role: rows[0].role, until: Date.now() + KEEP_MS });
  return rows[0]?.role;
}

/** Whoever is logged in. */
export const requireUser = authenticate;

/**
 * Admins, as the database has them now. A role in the token would be as old as the token: somebody who was demoted would
 * stay an admin until it ends.
 */
export function requireAdmin(req: AuthRequest, res: Response, next: NextFunction): void {
  authenticate(req, res, async () => {
    try {
      if ((await roleOf(Number(req.userId))) === 'admin') next();
      else res.status(403).json({ error: 'Admins only' });
    } catch (error) {
      next(error);
    }
  });
}
