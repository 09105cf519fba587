/** How many passwords one address (IP) may try on one account. */
import { pool } from './db.ts';

const MAX_WRONG = 10;
const WINDOW_MS = 15 * 60 * 1000;

export interface Attempt {
  allowed: boolean;
  ip: string;
  email: string;
  windowEnds: Date;
}

/** Takes one attempt. Count and note are one transaction, so that nothing comes between. */
export async function takeAttempt(ip: string, email: string): Promise<Attempt> {
  const now = new Date();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('DELETE FROM login_attempts WHERE ip = $1 AND email = $2 AND window_ends <= $3', [
      ip,
      email,
      now,
    ]);
    const { rows } = await client.query<{ used: number; window_ends: Date | null }>(
      'SELECT count(*)::int AS used, min(window_ends) AS window_ends FROM login_attempts WHERE ip = $1 AND email = $2',
      [ip, email],
    );
    const { used = 0, window_ends } = rows[0] ?? {};
    const windowEnds = window_ends ?? new Date(now.getTime() + WINDOW_MS);
    const allowed = used < MAX_WRONG;
    if (allowed) {
      await client.query('INSERT INTO login_attempts (ip, email, window_ends) VALUES ($1, $2, $3)', [
        ip,
        email,
        windowEnds,
      ]);
    }
    await client.query('COMMIT');
    return { allowed, ip, email, windowEnds };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Gives an attempt back. */
export async function giveBack({ ip, email }: Attempt): Promise<void> {
  await pool.query(
    'DELETE FROM login_attempts WHERE id = (SELECT id FROM login_attempts WHERE ip = $1 AND email = $2 LIMIT 1)',
    [ip, email],
  );
}

/** Whole seconds until the window ends, for `Retry-After`. */
export function secondsLeft({ windowEnds }: Attempt): number {
  return Math.max(1, Math.ceil((windowEnds.getTime() - Date.now()) / 1000));
}
