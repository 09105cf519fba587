import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
pool.on('error', (error) => console.error('idle database connection lost:', error.message));
