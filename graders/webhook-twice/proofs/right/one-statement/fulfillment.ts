import { pool } from './db.ts';

/** One statement is one transaction: it happens whole or not at all. */
export async function fulfillOrder(orderId: string): Promise<void> {
  await pool.query(
    `WITH claimed AS (
       UPDATE orders SET status = 'paid'
       WHERE id::text = $1 AND status IN ('pending', 'expired')
       RETURNING id, customer_id, credits
     ), credited AS (
       UPDATE customers SET balance = balance + claimed.credits
       FROM claimed WHERE customers.id = claimed.customer_id
       RETURNING customers.email, claimed.id, claimed.credits
     )
     INSERT INTO emails (recipient, subject, body)
     SELECT email, 'Your receipt', format('%s credits for order %s', credits, id) FROM credited`,
    [orderId],
  );
}

export async function expireOrder(orderId: string): Promise<void> {
  await pool.query("UPDATE orders SET status = 'expired' WHERE id::text = $1 AND status = 'pending'", [orderId]);
}
