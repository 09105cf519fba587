import { createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const OPTIONS: ScryptOptions = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export const newSalt = () => randomBytes(16);

export function stretch(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, OPTIONS, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export const equal = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** `<claims>.<signature>`, both base64url: no header, so nothing to choose an algorithm by. */
export function seal(claims: object, key: string): string {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${body}.${mac(body, key).toString('base64url')}`;
}

export function unseal(token: string, key: string): unknown {
  const [body, signature, ...rest] = token.split('.');
  if (!body || !signature || rest.length > 0) return undefined;
  if (!equal(Buffer.from(signature, 'base64url'), mac(body, key))) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

const mac = (text: string, key: string) => createHmac('sha512', key).update(text).digest();
