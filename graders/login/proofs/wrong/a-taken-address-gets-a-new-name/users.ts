import { pool } from './db.ts';

export interface User {
  id: number;
  email: string;
  name: string;
}

/** Adds a user. Nothing when the address is taken: the database decides, so two at once can't both win. */
export async function addUser(email: string, passwordHash: string, name: string): Promise<User | undefined> {
  const { rows } = await pool.query<User & { isNew: boolean }>(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (email) DO UPDATE SET name = EXCLUDED.name RETURNING id, email, name, xmax = 0 AS "isNew"`,
    [email, passwordHash, name],
  );
  return rows[0]?.isNew ? rows[0] : undefined;
}

export async function credentialsOf(
  email: string,
): Promise<{ id: number; passwordHash: string } | undefined> {
  const { rows } = await pool.query<{ id: number; passwordHash: string }>(
    'SELECT id, password_hash AS "passwordHash" FROM users WHERE email = $1',
    [email],
  );
  return rows[0];
}

export async function userById(id: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}
