import { pool } from './db.ts';

// The trigger "delivery" in schema.sql does the rest, in the same transaction.
export const fulfillOrder = (orderId: string) =>
  pool.query("UPDATE orders SET status = 'paid' WHERE id::text = $1", [orderId]);

export const expireOrder = (orderId: string) =>
  pool.query("UPDATE orders SET status = 'expired' WHERE id::text = $1 AND status <> 'paid'", [orderId]);
