import { inTransaction, pool } from './db.ts';

export async function fulfillOrder(orderId: string): Promise<void> {
  await inTransaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [orderId]);
    const done = await client.query('SELECT FROM deliveries WHERE order_id::text = $1', [orderId]);
    if (done.rowCount) return;
    const { rows } = await client.query(
      "UPDATE orders SET status = 'paid' WHERE id::text = $1 RETURNING id, customer_id, credits",
      [orderId],
    );
    if (!rows[0]) return;
    const { id, customer_id, credits } = rows[0];
    await client.query('INSERT INTO deliveries (order_id) VALUES ($1)', [id]);
    const customer = await client.query(
      'UPDATE customers SET balance = balance + $2 WHERE id = $1 RETURNING email',
      [customer_id, credits],
    );
    await client.query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [
      customer.rows[0].email,
      'Thank you',
      `${credits} credits are yours.`,
    ]);
  });
}

export async function expireOrder(orderId: string): Promise<void> {
  await inTransaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [orderId]);
    await client.query(
      "UPDATE orders SET status = 'expired' WHERE id::text = $1 AND NOT EXISTS (SELECT FROM deliveries d WHERE d.order_id = orders.id)",
      [orderId],
    );
  });
}
