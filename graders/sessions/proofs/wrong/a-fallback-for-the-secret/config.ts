/** Everything the app takes from its environment, read once and checked before it serves anybody. */

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the app does not start without it`);
  return value;
}

export const config = {
  port: Number(required('PORT')),
  databaseUrl: required('DATABASE_URL'),
  jwtSecret: new TextEncoder().encode(process.env.ACCESS_TOKEN_SECRET || 'access-token-secret'),
};
