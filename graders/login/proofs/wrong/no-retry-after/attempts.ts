/**
 * How many passwords one address (IP) may try on one account.
 *
 * An attempt is taken *before* the password is looked at and given back when it was right. Counting afterwards
 * would let everybody through who sends all guesses at once: each would still see a low count.
 */
import { pool } from './db.ts';

const MAX_WRONG = 10;
const WINDOW_MS = 15 * 60 * 1000;

export interface Attempt {
  allowed: boolean;
  ip: string;
  email: string;
  windowEnds: Date;
}

/** Takes one attempt, in a single statement: PostgreSQL's row lock makes attempts at once queue up. */
export async function takeAttempt(ip: string, email: string): Promise<Attempt> {
  const now = new Date();
  const fresh = new Date(now.getTime() + WINDOW_MS);
  const { rows } = await pool.query<{ used: number; window_ends: Date }>(
    `INSERT INTO login_attempts AS a (ip, email, used, window_ends) VALUES ($1, $2, 1, $3)
     ON CONFLICT (ip, email) DO UPDATE SET
       used = CASE WHEN a.window_ends <= $4 THEN 1 ELSE a.used + 1 END,
       window_ends = CASE WHEN a.window_ends <= $4 THEN excluded.window_ends ELSE a.window_ends END
     RETURNING used, window_ends`,
    [ip, email, fresh, now],
  );
  const row = rows[0];
  if (!row) throw new Error('login_attempts returned no row');
  return { allowed: row.used <= MAX_WRONG, ip, email, windowEnds: row.window_ends };
}

/** Gives an attempt back, unless its window has ended meanwhile, and forgets some rows that nobody needs. */
export async function giveBack({ ip, email, windowEnds }: Attempt): Promise<void> {
  await pool.query(
    'UPDATE login_attempts SET used = used - 1 WHERE ip = $1 AND email = $2 AND window_ends = $3 AND used > 0',
    [ip, email, windowEnds],
  );
  await pool.query(
    `DELETE FROM login_attempts WHERE (ip, email) IN (
       SELECT ip, email FROM login_attempts WHERE window_ends <= $1 LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    [new Date()],
  );
}
