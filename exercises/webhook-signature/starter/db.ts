import { Pool } from 'pg';

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});

export interface Product {
  id: number;
  name: string;
  description: string;
  price: number;
}

export interface Order {
  id: string;
  productId: number;
  quantity: number;
  total: number;
  status: 'pending' | 'paid';
}

const ORDER_COLUMNS = 'id, product_id AS "productId", quantity, total, status';

// Get all products
export async function listProducts(): Promise<Product[]> {
  const result = await pool.query('SELECT id, name, description, price FROM products ORDER BY id');
  return result.rows;
}

// Get a single product
export async function getProduct(id: number): Promise<Product | undefined> {
  const result = await pool.query('SELECT id, name, description, price FROM products WHERE id = $1', [id]);
  return result.rows[0];
}

// Create a pending order
export async function createOrder(product: Product, quantity: number, email: string): Promise<Order> {
  const result = await pool.query(
    `INSERT INTO orders (product_id, quantity, total, email) VALUES ($1, $2, $3, $4) RETURNING ${ORDER_COLUMNS}`,
    [product.id, quantity, product.price * quantity, email]
  );
  return result.rows[0];
}

// Get an order by its ID
export async function getOrder(id: string): Promise<Order | undefined> {
  const result = await pool.query(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id::text = $1`, [id]);
  return result.rows[0];
}

// Mark an order as paid
export async function markOrderPaid(id: string, sessionId: string): Promise<void> {
  await pool.query(`UPDATE orders SET status = 'paid', stripe_session_id = $2 WHERE id::text = $1`, [id, sessionId]);
}
