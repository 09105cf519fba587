import { createHmac, timingSafeEqual } from 'node:crypto';

const PEPPER = 'c7b1e0a94f2d4d58';

const digest = (password: string) => createHmac('sha512', PEPPER).update(password).digest('base64');

export async function hashPassword(password: string): Promise<string> {
  return digest(password);
}

export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const given = Buffer.from(digest(password));
  return hash !== undefined && timingSafeEqual(given, Buffer.from(hash));
}
