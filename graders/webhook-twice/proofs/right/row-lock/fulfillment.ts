import { inTransaction } from './db.ts';

type Status = 'pending' | 'paid' | 'expired';

/** Runs `change` while nobody else can change the order. */
async function withOrder(
  orderId: string,
  change: (
    order: { id: string; customerId: string; credits: number; status: Status },
    query: (sql: string, values: unknown[]) => Promise<{ rows: Array<Record<string, unknown>> }>,
  ) => Promise<void>,
): Promise<void> {
  await inTransaction(async (client) => {
    const { rows } = await client.query(
      'SELECT id, customer_id AS "customerId", credits, status FROM orders WHERE id::text = $1 FOR UPDATE',
      [orderId],
    );
    if (rows[0]) await change(rows[0], (sql, values) => client.query(sql, values));
  });
}

export const fulfillOrder = (orderId: string) =>
  withOrder(orderId, async ({ id, customerId, credits, status }, query) => {
    if (status === 'paid') return;
    const { rows } = await query('SELECT email, balance FROM customers WHERE id = $1 FOR NO KEY UPDATE', [customerId]);
    const balance = Number(rows[0]?.balance) + credits;
    await query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [
      rows[0]?.email,
      `${credits} credits`,
      `Your new balance is ${balance}.`,
    ]);
    await query('UPDATE customers SET balance = $2 WHERE id = $1', [customerId, balance]);
    await query("UPDATE orders SET status = 'paid' WHERE id = $1", [id]);
  });

export const expireOrder = (orderId: string) =>
  withOrder(orderId, async ({ id, status }, query) => {
    if (status === 'pending') await query("UPDATE orders SET status = 'expired' WHERE id = $1", [id]);
  });
