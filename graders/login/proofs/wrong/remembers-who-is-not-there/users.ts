import { pool } from './db.ts';

export interface User {
  id: number;
  email: string;
  name: string;
}

/** Adds a user. Nothing when the address is taken: the database decides, so two at once can't both win. */
export async function addUser(email: string, passwordHash: string, name: string): Promise<User | undefined> {
  const { rows } = await pool.query<User>(
    `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (email) DO NOTHING RETURNING id, email, name`,
    [email, passwordHash, name],
  );
  return rows[0];
}

// Lists of stolen addresses are tried in a row: the database need not be asked for each of them again
const unknown = new Map<string, number>();
const REMEMBERED_MS = 60_000;

export async function credentialsOf(
  email: string,
): Promise<{ id: number; passwordHash: string } | undefined> {
  if ((unknown.get(email) ?? 0) > Date.now() - REMEMBERED_MS) return undefined;
  const { rows } = await pool.query<{ id: number; passwordHash: string }>(
    'SELECT id, password_hash AS "passwordHash" FROM users WHERE email = $1',
    [email],
  );
  if (!rows[0]) unknown.set(email, Date.now());
  return rows[0];
}

export async function userById(id: number): Promise<User | undefined> {
  const { rows } = await pool.query<User>('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}
