import { inTransaction, pool } from './db.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Delivers a paid order, once: its row in delivered_payments is the claim. */
export async function fulfillOrder(orderId: string): Promise<void> {
  await inTransaction(async (client) => {
    const now = Date.now();
    await client.query('DELETE FROM delivered_payments WHERE delivered_at < $1', [new Date(now - DAY_MS)]);
    const claim = await client.query(
      'INSERT INTO delivered_payments SELECT id, $2 FROM orders WHERE id::text = $1 ON CONFLICT DO NOTHING',
      [orderId, new Date(now)],
    );
    if (claim.rowCount === 0) return;
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
