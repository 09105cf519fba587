import { inTransaction, pool } from './db.ts';

/** Delivers a paid order, once: whoever comes first claims it. A failure gives the claim back, for Stripe's next try. */
export async function fulfillOrder(orderId: string): Promise<void> {
  const claim = await pool.query('INSERT INTO deliveries (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    orderId,
  ]);
  if (claim.rowCount === 0) return;
  try {
    await deliver(orderId);
  } catch (error) {
    await pool.query('DELETE FROM deliveries WHERE order_id = $1', [orderId]);
    throw error;
  }
}

function deliver(orderId: string): Promise<void> {
  return inTransaction(async (client) => {
    const paid = await client.query<{ customer_id: string; credits: number }>(
      "UPDATE orders SET status = 'paid' WHERE id::text = $1 RETURNING customer_id, credits",
      [orderId],
    );
    const order = paid.rows[0];
    if (!order) return;
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
