import { Pool } from 'pg';
import { config } from './config.ts';

export const pool = new Pool({ connectionString: config.databaseUrl });

// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
pool.on('error', (error) => console.error('idle database connection lost:', error.message));

export interface Product {
  id: number;
  name: string;
  description: string;
  /** In cents. */
  price: number;
}

export interface Order {
  id: string;
  productId: number;
  quantity: number;
  /** In cents. */
  total: number;
  status: 'pending' | 'paid';
}

const ORDER_COLUMNS = 'id, product_id AS "productId", quantity, total, status';

export async function listProducts(): Promise<Product[]> {
  const { rows } = await pool.query<Product>('SELECT id, name, description, price FROM products ORDER BY id');
  return rows;
}

export async function getProduct(id: number): Promise<Product | undefined> {
  const { rows } = await pool.query<Product>(
    'SELECT id, name, description, price FROM products WHERE id = $1',
    [id],
  );
  return rows[0];
}

export async function createOrder(
  product: Product,
  quantity: number,
  email: string,
): Promise<Order | undefined> {
  const { rows } = await pool.query<Order>(
    `INSERT INTO orders (product_id, quantity, total, email) VALUES ($1, $2, $3, $4) RETURNING ${ORDER_COLUMNS}`,
    [product.id, quantity, product.price * quantity, email],
  );
  return rows[0];
}

export async function getOrder(id: string): Promise<Order | undefined> {
  const { rows } = await pool.query<Order>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id::text = $1`, [id]);
  return rows[0];
}

/** False when there is no such order. */
export async function markOrderPaid(id: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE orders SET status = 'paid', stripe_session_id = $2 WHERE id::text = $1`,
    [id, sessionId],
  );
  return rowCount === 1;
}

export async function markOrderPending(id: string): Promise<void> {
  await pool.query(`UPDATE orders SET status = 'pending' WHERE id::text = $1`, [id]);
}
