/** How many wrong passwords one address (IP) may try on one account. */
import { pool } from './db.ts';

const MAX_WRONG = 10;
const WINDOW_MS = 15 * 60 * 1000;

export interface Attempt {
  allowed: boolean;
  ip: string;
  email: string;
  windowEnds: Date;
}

/** How many wrong ones there were so far. */
export async function readAttempts(ip: string, email: string): Promise<Attempt> {
  const { rows } = await pool.query<{ used: number; window_ends: Date }>(
    'SELECT used, window_ends FROM login_attempts WHERE ip = $1 AND email = $2 AND window_ends > $3',
    [ip, email, new Date()],
  );
  const row = rows[0] ?? { used: 0, window_ends: new Date() };
  return { allowed: row.used < MAX_WRONG, ip, email, windowEnds: row.window_ends };
}

/** Counts a wrong one. */
export async function countWrong({ ip, email }: Attempt): Promise<void> {
  const now = new Date();
  const fresh = new Date(now.getTime() + WINDOW_MS);
  await pool.query(
    `INSERT INTO login_attempts AS a (ip, email, used, window_ends) VALUES ($1, $2, 1, $3)
     ON CONFLICT (ip, email) DO UPDATE SET
       used = CASE WHEN a.window_ends <= $4 THEN 1 ELSE a.used + 1 END,
       window_ends = CASE WHEN a.window_ends <= $4 THEN excluded.window_ends ELSE a.window_ends END`,
    [ip, email, fresh, now],
  );
}

/** Whole seconds until the window ends, for `Retry-After`. */
export function secondsLeft({ windowEnds }: Attempt): number {
  return Math.max(1, Math.ceil((windowEnds.getTime() - Date.now()) / 1000));
}
