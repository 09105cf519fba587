interface Env {
  port: number;
  databaseUrl: string;
  jwtSecret: string;
}

function loadEnv(): Env {
  const { PORT = '3000', DATABASE_URL, JWT_SECRET } = process.env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is required');
  if (!JWT_SECRET || JWT_SECRET.length < 16) throw new Error('JWT_SECRET is required (16 characters or more)');
  return { port: Number.parseInt(PORT, 10), databaseUrl: DATABASE_URL, jwtSecret: JWT_SECRET };
}

export const env = loadEnv();
