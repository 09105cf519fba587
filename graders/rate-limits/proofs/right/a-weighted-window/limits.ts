import type { NextFunction, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const LIMIT = 29;
const WINDOW = 60_000;
const CLIENTS = 50_000;

/** Requests that were let through: in this minute, and in the one before. */
let now = new Map<string, number>();
let before = new Map<string, number>();
let minute = Math.floor(Date.now() / WINDOW);

function turnOver(current: number): void {
  if (current === minute) return;
  before = current === minute + 1 ? now : new Map();
  now = new Map();
  minute = current;
}

/** Milliseconds until one more fits. */
function wait(used: number, last: number, into: number): number {
  // In this minute, while what the last one counts grows less …
  const share = (LIMIT - 1 - used) / last;
  if (last > 0 && share >= 0) return Math.max(0, WINDOW * (1 - share) - into);
  // … or in the next one, when this one does.
  return WINDOW - into + WINDOW * (1 - (LIMIT - 1) / used);
}

export function browsingLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const key = req.userId === undefined ? ipKeyGenerator(req.ip ?? '', 56) : `account ${req.userId}`;
  const time = Date.now();
  turnOver(Math.floor(time / WINDOW));
  const into = time % WINDOW;
  const last = before.get(key) ?? 0;
  const used = now.get(key) ?? 0;
  const estimate = last * (1 - into / WINDOW) + used;

  const fits = estimate + 1 <= LIMIT;
  // Beyond that many clients in one minute newcomers are let through uncounted rather than remembered.
  if (fits && (used > 0 || now.size < CLIENTS)) now.set(key, used + 1);
  const remaining = Math.max(0, Math.floor(LIMIT - estimate - 1));
  const seconds = Math.ceil(wait(fits ? used + 1 : used, last, into) / 1000);
  res.set('RateLimit', `limit=${LIMIT}, remaining=${remaining}, reset=${Math.max(1, seconds)}`);
  if (fits) return next();
  res.set('Retry-After', String(Math.max(1, seconds)));
  res.status(429).json({ error: 'Too many requests' });
}

const EXPORTS = 5;

/** Serialisable, and repeated when another export of the same account came in between. */
export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      const { rows } = await client.query(
        `SELECT extract(epoch FROM taken_at + interval '1 hour' - now())::float AS left FROM exports
         WHERE user_id = $1 AND taken_at > now() - interval '1 hour' ORDER BY taken_at`,
        [req.userId],
      );
      if (rows.length < EXPORTS) {
        await client.query('INSERT INTO exports (user_id) VALUES ($1)', [req.userId]);
        await client.query('COMMIT');
        break;
      }
      await client.query('COMMIT');
      res.set('Retry-After', String(Math.ceil(rows[0].left)));
      res.status(429).json({ error: 'Too many exports' });
      return;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      const isConflict = ['40001', '40P01'].includes((error as { code?: string }).code ?? '');
      if (!isConflict) throw error;
      if (attempt === 5) {
        res.set('Retry-After', '5');
        res.status(429).json({ error: 'Too many exports at once' });
        return;
      }
    } finally {
      client.release();
    }
  }
  next();
}
