import type { PoolClient } from 'pg';
import { pool } from './db.ts';

export type Action = 'order.status' | 'order.refund' | 'order.delete' | 'user.role';

/** The triggers in schema.sql write the line; here they are told who acts. The settings end with the transaction. */
export async function audited<T>(
  deed: { actorId: number; action: Action; targetId: number },
  work: (client: PoolClient) => Promise<T | undefined>,
): Promise<T | undefined> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT set_config('app.actor', $1, true), set_config('app.action', $2, true)", [
      String(deed.actorId),
      deed.action,
    ]);
    const done = await work(client);
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
