import { randomBytes } from 'node:crypto';

const { PORT = '3000', DATABASE_URL, JWT_SECRET } = process.env;

if (!JWT_SECRET) console.warn('JWT_SECRET is not set: sessions will not outlive this process');

export const config = {
  port: Number(PORT),
  databaseUrl: DATABASE_URL,
  jwtSecret: JWT_SECRET ? new TextEncoder().encode(JWT_SECRET) : new Uint8Array(randomBytes(32)),
};
