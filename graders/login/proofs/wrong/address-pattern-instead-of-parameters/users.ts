import { escapeLiteral } from 'pg';
import { pool } from './db.ts';

export interface User {
  id: number;
  email: string;
  name: string;
}

/** Adds a user. Nothing when the address is taken: the database decides, so two at once can't both win. */
export async function addUser(email: string, password: string, name: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, crypt($2, gen_salt('bf', 10)), $3)
     ON CONFLICT (email) DO NOTHING RETURNING id, email, name`,
    [email, password, name],
  );
  return rows[0];
}

export async function findByCredentials(email: string, password: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(
    `SELECT id, email, name FROM users
     WHERE email = '${email}' AND password_hash = crypt(${escapeLiteral(password)}, password_hash)`,
  );
  return rows[0];
}

export async function userById(id: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}
