import { pool } from './db.ts';

// Each of these can be run any number of times and does its work once.
const STEPS = [
  'INSERT INTO ledger (order_id, customer_id, credits) SELECT id, customer_id, credits FROM orders WHERE id::text = $1 ON CONFLICT DO NOTHING',
  `INSERT INTO emails (order_id, template, recipient)
   SELECT o.id, 'receipt', c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id::text = $1 ON CONFLICT DO NOTHING`,
  'INSERT INTO payments (order_id) SELECT id FROM orders WHERE id::text = $1 ON CONFLICT DO NOTHING',
];

export async function fulfillOrder(orderId: string): Promise<void> {
  for (const step of STEPS) await pool.query(step, [orderId]);
}

export async function expireOrder(orderId: string): Promise<void> {
  await pool.query(
    'INSERT INTO expirations (order_id) SELECT id FROM orders WHERE id::text = $1 ON CONFLICT DO NOTHING',
    [orderId],
  );
}
