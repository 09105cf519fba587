import { pool } from './db.ts';

export interface User {
  id: number;
  email: string;
  name: string;
}

export async function addUser(email: string, password: string, name: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, crypt($2, gen_salt('bf', 10)), $3)
     ON CONFLICT (email) DO NOTHING RETURNING id, email, name`,
    [email, password, name],
  );
  return rows[0];
}

/** The id of the user with this address and this password. */
export async function authenticate(email: string, password: string): Promise<number | null> {
  const { rows } = await pool.query<{ id: number | null }>('SELECT check_password($1, $2) AS id', [email, password]);
  return rows[0]?.id ?? null;
}

export async function userById(id: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}
