import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

export interface Customer {
  id: string;
  email: string;
  balance: number;
}

export interface Pack {
  id: number;
  name: string;
  credits: number;
  price: number;
}

const CUSTOMER = `SELECT c.id, c.email,
  (SELECT coalesce(sum(l.credits), 0)::int FROM ledger l WHERE l.customer_id = c.id) AS balance FROM customers c`;

const ORDER = `SELECT o.id, o.customer_id AS "customerId", o.pack_id AS "packId", o.credits, o.total,
  CASE WHEN EXISTS (SELECT FROM payments p WHERE p.order_id = o.id) THEN 'paid'
       WHEN EXISTS (SELECT FROM expirations e WHERE e.order_id = o.id) THEN 'expired'
       ELSE 'pending' END AS status FROM orders o`;

async function first<T>(sql: string, values: unknown[]): Promise<T | undefined> {
  return (await pool.query(sql, values)).rows[0];
}

export async function createCustomer(email: string): Promise<Customer | undefined> {
  return first('INSERT INTO customers (email) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id, email, 0 AS balance', [
    email,
  ]);
}

export const getCustomer = (id: string) => first<Customer>(`${CUSTOMER} WHERE c.id::text = $1`, [id]);

export const listPacks = async (): Promise<Pack[]> => (await pool.query('SELECT * FROM packs')).rows;

export async function createOrder(customer: Customer, pack: Pack, quantity: number) {
  const row = await first<{ id: string }>(
    'INSERT INTO orders (customer_id, pack_id, credits, total) VALUES ($1, $2, $3, $4) RETURNING id',
    [customer.id, pack.id, pack.credits * quantity, pack.price * quantity],
  );
  return getOrder(row!.id);
}

export const getOrder = (id: string) => first(`${ORDER} WHERE o.id::text = $1`, [id]);
