import { pool } from './db.ts';

const TRIES = 5;

async function serializable(work: (query: (sql: string, values: unknown[]) => Promise<{ rows: any[] }>) => Promise<void>) {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      await work((sql, values) => client.query(sql, values));
      await client.query('COMMIT');
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      const { code } = error as { code?: string };
      if ((code !== '40001' && code !== '40P01') || attempt === TRIES) throw error;
    } finally {
      client.release();
    }
  }
}

export const fulfillOrder = (orderId: string) =>
  serializable(async (query) => {
    const [order] = (await query('SELECT * FROM orders WHERE id::text = $1', [orderId])).rows;
    if (!order || order.status === 'paid') return;
    const [customer] = (await query('SELECT * FROM customers WHERE id = $1', [order.customer_id])).rows;
    await query('UPDATE orders SET status = $2 WHERE id = $1', [order.id, 'paid']);
    await query('UPDATE customers SET balance = $2 WHERE id = $1', [customer.id, customer.balance + order.credits]);
    await query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [customer.email, 'Receipt', order.id]);
  });

export const expireOrder = (orderId: string) =>
  serializable(async (query) => {
    const [order] = (await query('SELECT * FROM orders WHERE id::text = $1', [orderId])).rows;
    if (order?.status === 'pending') await query('UPDATE orders SET status = $2 WHERE id = $1', [order.id, 'expired']);
  });
