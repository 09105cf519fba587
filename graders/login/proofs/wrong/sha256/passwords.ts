import { createHash, timingSafeEqual } from 'node:crypto';

const sha256 = (password: string) => createHash('sha256').update(password).digest();

export async function hashPassword(password: string): Promise<string> {
  return sha256(password).toString('hex');
}

export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const matches = timingSafeEqual(sha256(password), Buffer.from(hash ?? '0'.repeat(64), 'hex'));
  return hash !== undefined && matches;
}
