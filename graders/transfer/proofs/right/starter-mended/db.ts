import { Pool, types } from 'pg';

// BIGINT columns hold cents: numbers, far below 2^53
types.setTypeParser(types.builtins.INT8, Number);

// PostgreSQL connection pool
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
});
