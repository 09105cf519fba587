/**
 * How many wrong passwords one address (IP) may try.
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
  windowEnds: Date;
}

/** Takes one attempt, in a single statement: PostgreSQL's row lock makes attempts at once queue up. */
export async function takeAttempt(ip: string): Promise<Attempt> {
  const now = new Date();
  const fresh = new Date(now.getTime() + WINDOW_MS);
  const { rows } = await pool.query<{ used: number; window_ends: Date }>(
    `INSERT INTO login_attempts AS a (ip, used, window_ends) VALUES ($1, 1, $2)
     ON CONFLICT (ip) DO UPDATE SET
       used = CASE WHEN a.window_ends <= $3 THEN 1 ELSE a.used + 1 END,
       window_ends = CASE WHEN a.window_ends <= $3 THEN excluded.window_ends ELSE a.window_ends END
     RETURNING used, window_ends`,
    [ip, fresh, now],
  );
  const row = rows[0];
  if (!row) throw new Error('login_attempts returned no row');
  return { allowed: row.used <= MAX_WRONG, ip, windowEnds: row.window_ends };
}

/** The password was right: forgets the wrong ones. */
export async function giveBack({ ip }: Attempt): Promise<void> {
  await pool.query('DELETE FROM login_attempts WHERE ip = $1', [ip]);
}

/** Whole seconds until the window ends, for `Retry-After`. */
export function secondsLeft({ windowEnds }: Attempt): number {
  return Math.max(1, Math.ceil((windowEnds.getTime() - Date.now()) / 1000));
}
