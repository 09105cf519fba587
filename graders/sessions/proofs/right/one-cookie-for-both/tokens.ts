import { createHash, randomBytes } from 'node:crypto';
import type { CookieOptions, NextFunction, Request, Response } from 'express';
import type { PoolClient } from 'pg';
import { pool, type User } from './db.ts';

const COOKIE = '__Host-ticket';
const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' };
const WEEK = 7 * 24 * 60 * 60 * 1000;

export interface AuthRequest extends Request {
  userId?: number;
}

const digestOf = (req: Request): Buffer | undefined => {
  const ticket = req.cookies[COOKIE];
  return typeof ticket === 'string' && ticket !== '' ? createHash('sha512').update(ticket).digest() : undefined;
};

async function give(client: Pick<PoolClient, 'query'>, res: Response, loginId: string, parent?: Buffer) {
  const ticket = randomBytes(48).toString('hex');
  await client.query('INSERT INTO tickets (digest, login_id, parent) VALUES ($1, $2, $3)', [
    createHash('sha512').update(ticket).digest(),
    loginId,
    parent,
  ]);
  res.cookie(COOKIE, ticket, { ...COOKIE_OPTIONS, maxAge: WEEK });
}

export async function startSession(res: Response, user: User) {
  const { rows } = await pool.query('INSERT INTO logins (user_id) VALUES ($1) RETURNING id', [user.id]);
  await give(pool, res, rows[0].id);
}

export async function refreshSession(req: Request, res: Response): Promise<boolean> {
  const digest = digestOf(req);
  if (!digest) return false;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // One refresh of a login at a time
    await client.query(
      'SELECT 1 FROM logins WHERE id = (SELECT login_id FROM tickets WHERE digest = $1) FOR UPDATE',
      [digest],
    );
    const { rows } = await client.query(
      `SELECT login_id, parent, replaced_at IS NOT NULL AS is_replaced, replaced_at > now() - interval '10 seconds' AS in_grace
       FROM tickets t JOIN logins l ON l.id = t.login_id
       WHERE digest = $1 AND given_at > now() - interval '7 days' AND l.at > now() - interval '30 days'`,
      [digest],
    );
    const ticket = rows[0];
    const isGood = ticket && (!ticket.is_replaced || ticket.in_grace);
    if (isGood) {
      // With this ticket its brothers are replaced, too.
      await client.query(
        `UPDATE tickets SET replaced_at = now()
         WHERE replaced_at IS NULL AND (digest = $1 OR parent = $2)`,
        [digest, ticket.parent],
      );
      await give(client, res, ticket.login_id, digest);
    } else if (ticket) {
      await client.query('DELETE FROM logins WHERE id = $1', [ticket.login_id]);
    }
    await client.query('COMMIT');
    return Boolean(isGood);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

export async function endSession(req: Request, res: Response) {
  const digest = digestOf(req);
  if (digest) {
    await pool.query('DELETE FROM logins WHERE id = (SELECT login_id FROM tickets WHERE digest = $1)', [digest]);
  }
  res.clearCookie(COOKIE, COOKIE_OPTIONS);
}

export async function endAllSessions(userId: number) {
  await pool.query('DELETE FROM logins WHERE user_id = $1', [userId]);
}

export async function authenticate(req: AuthRequest, res: Response, next: NextFunction) {
  const { rows } = await pool.query(
    `SELECT l.user_id FROM tickets t JOIN logins l ON l.id = t.login_id
     WHERE t.digest = $1 AND t.given_at > now() - interval '15 minutes'`,
    [digestOf(req) ?? Buffer.alloc(0)],
  );
  if (!rows[0]) {
    res.status(401).json({ error: 'Authentication required' });
    return;
  }
  req.userId = rows[0].user_id;
  next();
}
