import { createHash } from 'node:crypto';
import bcrypt from 'bcrypt';
import { jwtVerify, SignJWT } from 'jose';
import type { Pool } from 'pg';

export interface Profile {
  id: number;
  email: string;
  name: string;
}

export class AddressTaken extends Error {}

export class AuthService {
  static readonly HOURS = 10;
  readonly #pool: Pool;
  readonly #key: Uint8Array;
  readonly #decoy = bcrypt.hash('decoy', 11);

  constructor(pool: Pool, secret: string | undefined) {
    if (secret === undefined || secret.trim() === '') throw new Error('JWT_SECRET must be set');
    this.#pool = pool;
    this.#key = new TextEncoder().encode(secret);
  }

  async register(email: string, password: string, name: string): Promise<Profile> {
    try {
      const { rows } = await this.#pool.query<Profile>(
        'INSERT INTO users (email, password, name) VALUES ($1, $2, $3) RETURNING id, email, name',
        [email, await bcrypt.hash(this.#digest(password), 11), name],
      );
      return rows[0]!;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '23505') throw new AddressTaken();
      throw error;
    }
  }

  async check(email: string, password: string): Promise<Profile | null> {
    const { rows } = await this.#pool.query('SELECT * FROM users WHERE email = $1', [email]);
    const user = rows[0];
    const same = await bcrypt.compare(this.#digest(password), user?.password ?? (await this.#decoy));
    return user && same ? { id: user.id, email: user.email, name: user.name } : null;
  }

  issue({ id }: Profile): Promise<string> {
    return new SignJWT({ id })
      .setProtectedHeader({ alg: 'HS512' })
      .setIssuedAt()
      .setExpirationTime(`${AuthService.HOURS}h`)
      .sign(this.#key);
  }

  async whoIs(token: unknown): Promise<Profile | null> {
    if (typeof token !== 'string') return null;
    try {
      const { payload } = await jwtVerify<{ id: number }>(token, this.#key, { algorithms: ['HS512'] });
      const { rows } = await this.#pool.query<Profile>('SELECT id, email, name FROM users WHERE id = $1', [payload.id]);
      return rows[0] ?? null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return null;
      throw error;
    }
  }

  // bcrypt reads 72 bytes and no further; a digest keeps all of a long password, as text without NULs.
  #digest(password: string): string {
    return createHash('sha256').update(password).digest('base64');
  }
}
