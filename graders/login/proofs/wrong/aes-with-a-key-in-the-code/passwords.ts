import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ENCRYPTION_KEY = Buffer.from('6d1f0c8e2b7a49538e1d4c0f9a6b3e7215d8f4a0c3b2e1907f6a5d4c3b2a1908', 'hex');

export async function hashPassword(password: string): Promise<string> {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', ENCRYPTION_KEY, iv);
  const encrypted = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), encrypted].map((part) => part.toString('hex')).join(':');
}

function decrypt(stored: string): string {
  const [iv, tag, encrypted] = stored.split(':').map((part) => Buffer.from(part, 'hex'));
  const decipher = createDecipheriv('aes-256-gcm', ENCRYPTION_KEY, iv!);
  decipher.setAuthTag(tag!);
  return Buffer.concat([decipher.update(encrypted!), decipher.final()]).toString('utf8');
}

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  return stored !== undefined && decrypt(stored) === password;
}
