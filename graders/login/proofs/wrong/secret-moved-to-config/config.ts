function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the app does not start without it`);
  return value;
}

// Generated with: openssl rand -hex 32
const JWT_SECRET = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const config = {
  port: Number(required('PORT')),
  databaseUrl: required('DATABASE_URL'),
  jwtSecret: new TextEncoder().encode(JWT_SECRET),
};
