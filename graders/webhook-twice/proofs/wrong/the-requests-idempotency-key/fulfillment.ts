import { inTransaction, pool } from './db.ts';

export async function fulfillOrder(orderId: string, idempotencyKey: string | null): Promise<void> {
  await inTransaction(async (client) => {
    const seen = await client.query(
      'INSERT INTO processed_requests (idempotency_key) VALUES ($1) ON CONFLICT DO NOTHING',
      [idempotencyKey],
    );
    if (seen.rowCount === 0) return;
    const claimed = await client.query<{ customer_id: string; credits: number }>(
      `UPDATE orders SET status = 'paid' WHERE id::text = $1 RETURNING customer_id, credits`,
      [orderId],
    );
    const order = claimed.rows[0];
    if (!order) return;
    // Added up by the database: read here and written back, two orders at once would overwrite each other.
    const credited = await client.query<{ email: string }>(
      'UPDATE customers SET balance = balance + $2 WHERE id = $1 RETURNING email',
      [order.customer_id, order.credits],
    );
    await client.query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [
      credited.rows[0]?.email,
      'Your receipt',
      `Thank you! ${order.credits} credits were added to your account (order ${orderId}).`,
    ]);
  });
}

/** The customer did not pay in time. Events come in any order: what is paid stays paid. */
export async function expireOrder(orderId: string): Promise<void> {
  await pool.query(`UPDATE orders SET status = 'expired' WHERE id::text = $1 AND status = 'pending'`, [
    orderId,
  ]);
}
