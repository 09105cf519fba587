/** Everything the app takes from its environment, read once and checked before it serves anybody. */

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the app does not start without it`);
  return value;
}

const jwtSecret = required('JWT_SECRET');
// HS256 is as strong as its key: RFC 7518 asks for at least the 32 bytes of the hash.
if (Buffer.byteLength(jwtSecret) < 32)
  throw new Error('JWT_SECRET is too short: at least 32 bytes, at random');

export const config = {
  port: Number(required('PORT')),
  databaseUrl: required('DATABASE_URL'),
  jwtSecret: new TextEncoder().encode(jwtSecret),
};
