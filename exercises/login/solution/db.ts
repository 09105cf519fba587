import { Pool } from 'pg';
import { config } from './config.ts';

export const pool = new Pool({ connectionString: config.databaseUrl });

// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
pool.on('error', (error) => console.error('idle database connection lost:', error.message));
