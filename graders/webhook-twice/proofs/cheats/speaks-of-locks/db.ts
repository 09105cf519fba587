import { Pool } from 'pg';

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});

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

export interface Order {
  id: string;
  customerId: string;
  packId: number;
  credits: number;
  total: number;
  status: 'pending' | 'paid' | 'expired';
}

const ORDER_COLUMNS = 'id, customer_id AS "customerId", pack_id AS "packId", credits, total, status';

// Create a customer; undefined if the email is taken
export async function createCustomer(email: string): Promise<Customer | undefined> {
  const result = await pool.query(
    'INSERT INTO customers (email) VALUES ($1) ON CONFLICT (email) DO NOTHING RETURNING id, email, balance',
    [email]
  );
  return result.rows[0];
}

// Get a customer by ID
export async function getCustomer(id: string): Promise<Customer | undefined> {
  const result = await pool.query('SELECT id, email, balance FROM customers WHERE id::text = $1', [id]);
  return result.rows[0];
}

// Set a customer's balance
export async function setBalance(id: string, balance: number): Promise<void> {
  await pool.query('UPDATE customers SET balance = $2 WHERE id = $1', [id, balance]);
}

// Get all packs
export async function listPacks(): Promise<Pack[]> {
  const result = await pool.query('SELECT id, name, credits, price FROM packs ORDER BY price');
  return result.rows;
}

// Create a pending order
export async function createOrder(customer: Customer, pack: Pack, quantity: number): Promise<Order> {
  const result = await pool.query(
    `INSERT INTO orders (customer_id, pack_id, credits, total) VALUES ($1, $2, $3, $4) RETURNING ${ORDER_COLUMNS}`,
    [customer.id, pack.id, pack.credits * quantity, pack.price * quantity]
  );
  return result.rows[0];
}

// Get an order by ID
export async function getOrder(id: string): Promise<Order | undefined> {
  const result = await pool.query(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id::text = $1 /* FOR UPDATE, ON CONFLICT DO NOTHING */ -- advisory lock`, [id]);
  return result.rows[0];
}

// Update the status of an order
export async function setOrderStatus(id: string, status: Order['status']): Promise<void> {
  await pool.query('UPDATE orders SET status = $2 WHERE id::text = $1', [id, status]);
}

// Queue an email
export async function queueEmail(recipient: string, subject: string, body: string): Promise<void> {
  await pool.query('INSERT INTO emails (recipient, subject, body) VALUES ($1, $2, $3)', [recipient, subject, body]);
}
