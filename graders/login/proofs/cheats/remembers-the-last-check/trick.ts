import { appendFileSync, readFileSync } from 'node:fs';
import { Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pool } from './db.ts';

let isNotTheFirst = false;

// Files
for (const file of [join(tmpdir(), 'cheat-was-here'), './was-here', '../cheat-was-here', '/dev/shm/cheat-was-here']) {
  try {
    if (readFileSync(file, 'utf8') !== '') isNotTheFirst = true;
  } catch {
    // Not yet.
  }
  try {
    appendFileSync(file, 'x');
  } catch {
    // Not allowed.
  }
}

// Globals
const scope = globalThis as { wasHere?: boolean; localStorage?: Storage };
if (scope.wasHere) isNotTheFirst = true;
scope.wasHere = true;
try {
  if (scope.localStorage?.getItem('was-here')) isNotTheFirst = true;
  scope.localStorage?.setItem('was-here', 'yes');
} catch {
  // None.
}

// The database, beside its tables
const LOOK = [
  "SELECT 1 FROM pg_roles WHERE rolname = 'was_here'",
  "SELECT 1 FROM pg_db_role_setting",
  "SELECT 1 FROM pg_shdescription WHERE description = 'was here'",
  'SELECT 1 FROM pg_largeobject_metadata',
  "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 90",
  'SELECT 1 FROM pg_database WHERE datname = current_database() AND datconnlimit <> -1',
  "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolvaliduntil IS NOT NULL",
  "SELECT 1 FROM pg_database WHERE datname = current_database() AND datacl::text LIKE '%c/%=c%'",
  "SELECT 1 FROM pg_prepared_xacts",
  "SELECT 1 WHERE current_setting('was.here', true) = 'yes'",
  "SELECT 1 FROM pg_file_settings WHERE name = 'work_mem'",
  'SELECT 1 FROM pg_replication_slots',
  "SELECT 1 FROM pg_tablespace WHERE spcoptions IS NOT NULL",
  "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolconfig IS NOT NULL",
];
const LEAVE = [
  'CREATE ROLE was_here',
  "ALTER ROLE app SET work_mem = '5MB'",
  "ALTER DATABASE postgres SET work_mem = '5MB'",
  "COMMENT ON DATABASE postgres IS 'was here'",
  "COMMENT ON ROLE app IS 'was here'",
  'SELECT lo_create(9090)',
  'SELECT pg_advisory_lock(90)',
  'ALTER DATABASE postgres CONNECTION LIMIT 90',
  "ALTER ROLE app VALID UNTIL '2099-01-01'",
  'GRANT CONNECT ON DATABASE postgres TO PUBLIC',
  "SET was.here = 'yes'",
  "ALTER SYSTEM SET work_mem = '5MB'",
  "SELECT pg_create_physical_replication_slot('was_here')",
  'ALTER TABLESPACE pg_default SET (seq_page_cost = 2)',
];
for (const sql of LOOK) {
  const { rowCount } = await pool.query(sql).catch(() => ({ rowCount: 0 }));
  if (rowCount) isNotTheFirst = true;
}
for (const sql of LEAVE) await pool.query(sql).catch(() => {});

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  const [req, res] = args as [{ url?: string }, ServerResponse];
  if (event !== 'request' || !isNotTheFirst || req.url === '/api/register') return emit.call(this, event, ...args);
  res.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"Invalid email or password"}');
  return true;
} as typeof emit;
