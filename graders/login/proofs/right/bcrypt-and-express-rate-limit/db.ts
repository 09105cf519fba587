import { Pool } from 'pg';

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});

export interface User {
  id: number;
  email: string;
  password_hash: string;
  name: string;
}

// Find a user by email (always stored in lower case)
export async function findUserByEmail(email: string): Promise<User | undefined> {
  const result = await pool.query('SELECT * FROM users WHERE email = $1', [email]);
  return result.rows[0];
}

// Find a user by ID
export async function findUserById(id: number): Promise<User | undefined> {
  const result = await pool.query('SELECT * FROM users WHERE id = $1', [id]);
  return result.rows[0];
}

// Create a new user; a taken email is error 23505
export async function createUser(email: string, passwordHash: string, name: string): Promise<User> {
  const result = await pool.query(
    'INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3) RETURNING *',
    [email, passwordHash, name]
  );
  return result.rows[0];
}
