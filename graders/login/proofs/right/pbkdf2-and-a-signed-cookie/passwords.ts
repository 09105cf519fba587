import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
const ROUNDS = 600_000;
const LENGTH = 32;

/** `pbkdf2-sha256:<rounds>:<salt>:<hash>`, salt and hash in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, ROUNDS, LENGTH, 'sha256');
  return ['pbkdf2-sha256', ROUNDS, salt.toString('hex'), hash.toString('hex')].join(':');
}

const NOBODY = `pbkdf2-sha256:${ROUNDS}:${'00'.repeat(16)}:${'00'.repeat(LENGTH)}`;

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const [, rounds = '', salt = '', hash = ''] = (stored ?? NOBODY).split(':');
  const expected = Buffer.from(hash, 'hex');
  const actual = await derive(password, Buffer.from(salt, 'hex'), Number(rounds), expected.length, 'sha256');
  return stored !== undefined && timingSafeEqual(actual, expected);
}
