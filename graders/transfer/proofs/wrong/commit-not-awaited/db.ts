import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

const TRIES = 5;
/** deadlock_detected and serialization_failure: PostgreSQL has undone this transaction in favour of another. */
const TRY_AGAIN = new Set(['40P01', '40001']);

/**
 * Runs the work in one transaction on one connection. What PostgreSQL ended in favour of others is tried again, so the
 * work may run several times: nothing in it may reach beyond the database.
 */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(work);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (attempt >= TRIES || typeof code !== 'string' || !TRY_AGAIN.has(code)) throw error;
      // Not all losers at the same moment again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

async function attemptOnce<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    // The answer need not wait for the disk.
    client.query('COMMIT').then(
      () => client.release(),
      (error) => {
        console.error('commit failed:', error);
        client.release(true);
      },
    );
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
