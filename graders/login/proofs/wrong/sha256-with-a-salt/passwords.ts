import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digest = (salt: string, password: string) =>
  createHash('sha256')
    .update(salt + password)
    .digest('hex');

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex');
  return `${salt}:${digest(salt, password)}`;
}

const nobody = `${'0'.repeat(32)}:${'0'.repeat(64)}`;

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? nobody).split(':');
  const matches = timingSafeEqual(Buffer.from(digest(salt, password)), Buffer.from(hash));
  return stored !== undefined && matches;
}
