import { Pool } from 'pg';
import { config } from './config.ts';

const pool = new Pool({ connectionString: config.databaseUrl });

export interface Product {
  id: number;
  name: string;
  description: string;
  price: number;
}

const ORDER = `SELECT o.id::text, product_id AS "productId", quantity, total,
  CASE WHEN EXISTS (SELECT FROM payments p WHERE p.order_id = o.id) THEN 'paid' ELSE 'pending' END AS status
  FROM orders o WHERE o.id::text = $1`;

export const listProducts = async (): Promise<Product[]> =>
  (await pool.query('SELECT * FROM products ORDER BY name')).rows;

export const getProduct = async (id: number): Promise<Product | undefined> =>
  (await pool.query('SELECT * FROM products WHERE id = $1', [id])).rows[0];

export const getOrder = async (id: string) => (await pool.query(ORDER, [id])).rows[0];

export async function createOrder(product: Product, quantity: number, email: string) {
  const { rows } = await pool.query(
    'INSERT INTO orders (product_id, quantity, total, email) VALUES ($1, $2, $3, $4) RETURNING id::text',
    [product.id, quantity, product.price * quantity, email],
  );
  return getOrder(rows[0].id);
}

export async function addPayment(orderId: string, sessionId: string, amount: number): Promise<void> {
  await pool.query(
    `INSERT INTO payments (session_id, order_id, amount)
     SELECT $2, id, $3 FROM orders WHERE id::text = $1 AND total = $3 ON CONFLICT DO NOTHING`,
    [orderId, sessionId, amount],
  );
}
