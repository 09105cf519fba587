import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(password, salt, 64)).toString('hex')}`;
}

// Compared with for unknown users, so that they take as long.
const nobody = hashPassword(randomBytes(16).toString('hex'));

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? (await nobody)).split(':');
  const derived = await derive(password, Buffer.from(salt, 'hex'), 64);
  return timingSafeEqual(derived, Buffer.from(hash, 'hex')) && stored !== undefined;
}
