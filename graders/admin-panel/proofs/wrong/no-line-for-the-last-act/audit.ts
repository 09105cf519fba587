import type { PoolClient } from 'pg';
import { pool } from './db.ts';

export type Action = 'order.status' | 'order.refund' | 'order.delete' | 'user.role';

/** What an admin is about to do, and to what. */
export interface Deed {
  actorId: number;
  action: Action;
  targetId: number;
}

/**
 * Does something and writes down who did it, in one transaction: there is no deed without its line, and no line without
 * its deed.
 * @param work Gives nothing when there is nothing to do it to; then nothing is written down either.
 */
export async function audited<T>(
  { actorId, action, targetId }: Deed,
  work: (client: PoolClient) => Promise<T | undefined>,
): Promise<T | undefined> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const done = await work(client);
    if (done !== undefined) {
      await client.query(
        `INSERT INTO audit_log (actor_id, action, target_id)
         SELECT id, $2, $3 FROM users WHERE id = $1 AND role = 'admin'`,
        [actorId, action, targetId],
      );
    }
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
