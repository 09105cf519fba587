import { Pool, type PoolClient } from 'pg';
import { config } from './config.ts';

export const pool = new Pool({ connectionString: config.databaseUrl });

// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
pool.on('error', (error) => console.error('idle database connection lost:', error.message));

/** Runs `work` in a transaction on one connection: all of it holds, or none of it. */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
