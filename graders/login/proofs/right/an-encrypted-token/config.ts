import { hkdfSync } from 'node:crypto';

const { PORT, DATABASE_URL, JWT_SECRET } = process.env;
if (!JWT_SECRET) throw new Error('No JWT_SECRET, no sessions: set it');
if (!PORT || !DATABASE_URL) throw new Error('PORT and DATABASE_URL have to be set');

export const config = {
  port: Number(PORT),
  databaseUrl: DATABASE_URL,
  sessionKey: new Uint8Array(hkdfSync('sha256', JWT_SECRET, '', 'session cookie v1', 32)),
};
