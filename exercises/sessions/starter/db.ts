import { Pool } from 'pg';

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});

export interface User {
  id: number;
  email: string;
  name: string;
  passwordHash: string;
}

const USER_COLUMNS = 'id, email, name, password_hash AS "passwordHash"';

// Create a user, or return undefined if the email is taken
export async function createUser(email: string, passwordHash: string, name: string): Promise<User | undefined> {
  const result = await pool.query(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (email) DO NOTHING RETURNING ${USER_COLUMNS}`,
    [email, passwordHash, name]
  );
  return result.rows[0];
}

// Find a user by email
export async function findUserByEmail(email: string): Promise<User | undefined> {
  const result = await pool.query(`SELECT ${USER_COLUMNS} FROM users WHERE email = $1`, [email]);
  return result.rows[0];
}

// Find a user by ID
export async function findUserById(id: number): Promise<User | undefined> {
  const result = await pool.query(`SELECT ${USER_COLUMNS} FROM users WHERE id = $1`, [id]);
  return result.rows[0];
}

// Update a user's password
export async function updatePassword(id: number, passwordHash: string): Promise<void> {
  await pool.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, passwordHash]);
}
