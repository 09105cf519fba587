import type { PoolClient } from 'pg';
import { pool } from './db.ts';

export interface User {
  id: number;
  email: string;
  name: string;
  passwordHash: string;
}

const COLUMNS = 'id, email, name, password_hash AS "passwordHash"';

/** Adds a user. Nothing when the address is taken: the database decides, so two at once can't both win. */
export async function addUser(email: string, passwordHash: string, name: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (email) DO NOTHING RETURNING ${COLUMNS}`,
    [email, passwordHash, name],
  );
  return rows[0];
}

export async function userByEmail(email: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(`SELECT ${COLUMNS} FROM users WHERE email = $1`, [email]);
  return rows[0];
}

export async function userById(id: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
  return rows[0];
}

export async function setPassword(client: PoolClient, id: number, passwordHash: string): Promise<void> {
  await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, passwordHash]);
}
