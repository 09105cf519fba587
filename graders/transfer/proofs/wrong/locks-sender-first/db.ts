import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

/** deadlock_detected and serialization_failure: PostgreSQL has undone this transaction in favour of another. */
const TRY_AGAIN = new Set(['40P01', '40001']);

/**
 * Runs the work in one transaction on one connection.
 */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  return attemptOnce(work);
}

async function attemptOnce<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    try {
      await client.query('ROLLBACK');
      client.release();
    } catch {
      // Nobody may get a connection with half a transaction on it.
      client.release(true);
    }
    throw error;
  }
}
