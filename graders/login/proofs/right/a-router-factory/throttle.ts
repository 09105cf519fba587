import type { Pool } from 'pg';

export interface Throttle {
  /** Runs the guess unless there were too many wrong ones; seconds to wait otherwise. */
  guess<T>(bucket: string, look: () => Promise<T | null>): Promise<{ result: T | null } | { wait: number }>;
}

export function createThrottle({ db, most, minutes }: { db: Pool; most: number; minutes: number }): Throttle {
  const windowMs = minutes * 60_000;
  return {
    async guess(bucket, look) {
      const now = Date.now();
      // Write first, then count: the last of many at once to write sees all the others, so never more than `most` get by.
      const { rows: own } = await db.query('INSERT INTO failures (bucket, at) VALUES ($1, $2) RETURNING id', [bucket, now]);
      const id = own[0].id;
      const { rows } = await db.query(
        'SELECT count(*)::int AS tries, min(at)::bigint AS oldest FROM failures WHERE bucket = $1 AND at > $2',
        [bucket, now - windowMs],
      );
      if (rows[0].tries > most) {
        await db.query('DELETE FROM failures WHERE id = $1', [id]);
        return { wait: Math.max(1, Math.ceil((Number(rows[0].oldest) + windowMs - now) / 1000)) };
      }
      const result = await look();
      if (result !== null) await db.query('DELETE FROM failures WHERE id = $1', [id]);
      return { result };
    },
  };
}
