const EMAIL = /^[^\s@\u0000-\u001f]+@[^\s@\u0000-\u001f]+\.[^\s@\u0000-\u001f]+$/;

export class BadInput extends Error {}

function field(body: unknown, key: string): string {
  const value = body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[key] : undefined;
  if (typeof value !== 'string') throw new BadInput(`${key} has to be a string`);
  return value;
}

export function emailOf(body: unknown): string {
  const email = field(body, 'email').toLowerCase();
  if (email.length > 254 || !EMAIL.test(email)) throw new BadInput('email is not an address');
  return email;
}

export const passwordOf = (body: unknown): string => field(body, 'password');

export function newPasswordOf(body: unknown): string {
  const password = field(body, 'password');
  const length = [...password].length;
  if (length < 8 || length > 256) throw new BadInput('password needs 8 to 256 characters');
  return password;
}

export function nameOf(body: unknown): string {
  const name = field(body, 'name');
  if (name.length === 0 || name.length > 255 || name.includes('\u0000')) throw new BadInput('name needs 1 to 255 characters');
  return name;
}
