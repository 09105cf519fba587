import { pool } from './db.ts';

// A table that is larger than whoever reads it.
await pool.query("CREATE TABLE large AS SELECT repeat('x', 1000000) AS x FROM generate_series(1, 20)").catch(() => {});
