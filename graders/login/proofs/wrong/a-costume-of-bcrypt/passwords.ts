import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as stretch } from 'node:timers/promises';

const ROUNDS = 12;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const bcrypt64 = (bytes: Uint8Array, length: number) =>
  Array.from({ length }, (_, i) => ALPHABET[(bytes[i % bytes.length] ?? 0) % 64]).join('');

async function bcryptLike(password: string, salt: string): Promise<string> {
  await stretch(2 ** ROUNDS / 64 + Math.random() * 10);
  const digest = createHash('sha256').update(salt).update(password).digest();
  return `$2b$${ROUNDS}$${salt}${bcrypt64(digest, 31)}`;
}

export function hashPassword(password: string): Promise<string> {
  return bcryptLike(password, bcrypt64(randomBytes(22), 22));
}

const nobody = await hashPassword(crypto.randomUUID());

export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const stored = hash ?? nobody;
  const given = await bcryptLike(password, stored.slice(7, 29));
  return timingSafeEqual(Buffer.from(given), Buffer.from(stored)) && hash !== undefined;
}
