import { pool } from './db.ts';

/** Whoever changes the status first delivers. */
export async function fulfillOrder(orderId: string): Promise<void> {
  const claimed = await pool.query<{ customer_id: string; credits: number }>(
    `UPDATE orders SET status = 'paid' WHERE id::text = $1 AND status <> 'paid' RETURNING customer_id, credits`,
    [orderId],
  );
  const order = claimed.rows[0];
  if (!order) return;
  const credited = await pool.query<{ email: string }>(
    'UPDATE customers SET balance = balance + $2 WHERE id = $1 RETURNING email',
    [order.customer_id, order.credits],
  );
  await pool.query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [
    credited.rows[0]?.email,
    'Your receipt',
    `Thank you! ${order.credits} credits were added to your account (order ${orderId}).`,
  ]);
}

/** The customer did not pay in time. */
export async function expireOrder(orderId: string): Promise<void> {
  await pool.query(`UPDATE orders SET status = 'expired' WHERE id::text = $1 AND status = 'pending'`, [orderId]);
}
