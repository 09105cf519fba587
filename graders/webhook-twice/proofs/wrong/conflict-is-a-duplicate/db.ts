import { Pool, type PoolClient } from 'pg';

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});

// An idle connection that breaks is replaced by the pool; without a listener it would end the process
pool.on('error', (error) => console.error('Idle database connection lost:', error.message));

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
    [email],
  );
  return result.rows[0];
}

// Get a customer by ID
export async function getCustomer(id: string): Promise<Customer | undefined> {
  const result = await pool.query('SELECT id, email, balance FROM customers WHERE id::text = $1', [id]);
  return result.rows[0];
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
    [customer.id, pack.id, pack.credits * quantity, pack.price * quantity],
  );
  return result.rows[0];
}

// Get an order by ID
export async function getOrder(id: string): Promise<Order | undefined> {
  const result = await pool.query(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id::text = $1`, [id]);
  return result.rows[0];
}

/** Runs statements as one: all of them hold, or, when one fails, none. Rethrows what failed. */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query("SET LOCAL lock_timeout = '3s'");
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that can't even roll back is not given back to the pool.
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
