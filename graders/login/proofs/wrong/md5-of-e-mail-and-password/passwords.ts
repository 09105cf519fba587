import { createHash } from 'node:crypto';

export function hashPassword(email: string, password: string): string {
  return createHash('md5').update(`${email}:${password}`).digest('hex');
}

export function verifyPassword(hash: string | undefined, email: string, password: string): boolean {
  return hashPassword(email, password) === hash;
}
