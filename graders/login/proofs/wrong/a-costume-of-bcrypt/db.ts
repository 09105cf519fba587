import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', (error) => console.error('pool:', error.message));

export interface User {
  id: number;
  email: string;
  password: string;
  name: string;
}

export async function findUserByEmail(email: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>('SELECT id, email, password, name FROM users WHERE email = $1', [email]);
  return rows[0];
}

export async function findUserById(id: number): Promise<Omit<User, 'password'> | undefined> {
  const { rows } = await pool.query<Omit<User, 'password'>>('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}

/** Undefined when the address is taken. */
export async function createUser(email: string, passwordHash: string, name: string) {
  const { rows } = await pool.query<{ id: number; email: string }>(
    'INSERT INTO users (email, password, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id, email',
    [email, passwordHash, name],
  );
  return rows[0];
}
