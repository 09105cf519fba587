const { PORT, DATABASE_URL, JWT_SECRET } = process.env;
if (!PORT || !DATABASE_URL || !JWT_SECRET) {
  throw new Error('PORT, DATABASE_URL and JWT_SECRET have to be set');
}

export const config = { port: Number(PORT), databaseUrl: DATABASE_URL, cookieSecret: JWT_SECRET };
