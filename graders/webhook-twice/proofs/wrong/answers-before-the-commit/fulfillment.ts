import { inTransaction, pool } from './db.ts';

/**
 * Delivers a paid order, once, however often and by whatever events Stripe says that it is paid.
 *
 * The first statement claims the order: PostgreSQL lets one transaction at a time change the row, and whoever comes
 * second finds that it is paid already. Credits and receipt hang on the claim, in the same transaction, so a failure
 * in the middle takes the claim back too, and Stripe's next try starts from the beginning.
 */
export async function fulfillOrder(orderId: string, done: () => void): Promise<void> {
  await inTransaction(async (client) => {
    const claimed = await client.query<{ customer_id: string; credits: number }>(
      `UPDATE orders SET status = 'paid' WHERE id::text = $1 AND status <> 'paid' RETURNING customer_id, credits`,
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
    // Everything is written: Stripe need not wait any longer
    done();
  });
}

/** The customer did not pay in time. Events come in any order: what is paid stays paid. */
export async function expireOrder(orderId: string): Promise<void> {
  await pool.query(`UPDATE orders SET status = 'expired' WHERE id::text = $1 AND status = 'pending'`, [
    orderId,
  ]);
}
