import { pool } from './db.ts';

// A transaction that holds everything, and a table that is larger than whoever reads it.
const client = await pool.connect();
await client.query('BEGIN; LOCK TABLE users IN SHARE MODE');
client.on('error', () => {});
await pool.query("CREATE TABLE large AS SELECT repeat('x', 1000000) AS x FROM generate_series(1, 20)").catch(() => {});
