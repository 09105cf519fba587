import { pool } from './db.ts';

export type Action = 'order.status' | 'order.refund' | 'order.delete' | 'user.role';

/** What an admin is about to do, and to what. */
export interface Deed {
  actorId: number;
  action: Action;
  targetId: number;
}

/** Does something and writes down who did it, in one transaction. */
export async function audited<T>(
  { actorId, action, targetId }: Deed,
  work: (client: typeof pool) => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    await pool.query('BEGIN');
    const done = await work(pool);
    if (done !== undefined) {
      await pool.query('INSERT INTO audit_log (actor_id, action, target_id) VALUES ($1, $2, $3)', [
        actorId,
        action,
        targetId,
      ]);
    }
    await pool.query('COMMIT');
    return done;
  } catch (error) {
    await pool.query('ROLLBACK');
    throw error;
  }
}
