import { Pool } from 'pg';
import { env } from '../config/env.ts';

const pool = new Pool({ connectionString: env.databaseUrl });

export interface UserRecord {
  id: number;
  email: string;
  password_hash: string;
  name: string;
}

export const userRepository = {
  async findByEmail(email: string): Promise<UserRecord | null> {
    const { rows } = await pool.query<UserRecord>('SELECT * FROM users WHERE email = $1 LIMIT 1', [email]);
    return rows[0] ?? null;
  },

  async findById(id: number): Promise<UserRecord | null> {
    const { rows } = await pool.query<UserRecord>('SELECT * FROM users WHERE id = $1 LIMIT 1', [id]);
    return rows[0] ?? null;
  },

  async create(email: string, passwordHash: string, name: string): Promise<UserRecord | null> {
    const { rows } = await pool.query<UserRecord>(
      'INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING *',
      [email, passwordHash, name],
    );
    return rows[0] ?? null;
  },
};
