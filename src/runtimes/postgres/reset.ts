/** Empties a database of everything that an app, or a grader, can have left in it. */
export interface ResetScope {
  /** The app's role; it stays. */
  role: string;
  /** Drops all other roles of the cluster: for one of our own. */
  dropsRoles: boolean;
}

/** A script for a superuser, or the app's role itself, outside a transaction, after `DISCARD ALL`. */
export function resetScript({ role, dropsRoles }: ResetScope): string {
  const database = '(SELECT oid FROM pg_database WHERE datname = current_database())';
  const roleId = `(SELECT oid FROM pg_roles WHERE rolname = '${role}')`;
  return `
SET client_min_messages = error;
DO $reset$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', evtname) FROM pg_event_trigger
  LOOP EXECUTE command; END LOOP;
  FOR command IN
    SELECT 'DROP OWNED BY ${role} CASCADE' WHERE EXISTS (SELECT FROM pg_default_acl)
  LOOP EXECUTE command; END LOOP;
  FOR command IN
    SELECT format('DROP PUBLICATION IF EXISTS %I', pubname) FROM pg_publication
    UNION ALL SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
    UNION ALL SELECT format('SELECT lo_unlink(%s)', oid) FROM pg_largeobject_metadata
  LOOP EXECUTE command; END LOOP;
  FOR command IN
    SELECT format('DROP OWNED BY %I CASCADE; DROP ROLE %I', rolname, rolname) FROM pg_roles
      WHERE ${dropsRoles} AND oid >= 16384 AND rolname <> '${role}'
    UNION ALL SELECT format('ALTER DATABASE %I RESET ALL', current_database())
      WHERE EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = ${database} AND setrole = 0)
    UNION ALL SELECT format('ALTER ROLE %I RESET ALL', '${role}') FROM pg_db_role_setting
      WHERE setrole = ${roleId} AND setdatabase = 0
    UNION ALL SELECT format('ALTER ROLE %I IN DATABASE %I RESET ALL', rolname, current_database())
      FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole WHERE setdatabase = ${database}
  LOOP EXECUTE command; END LOOP;
END
$reset$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
RESET client_min_messages;
`;
}

/**
 * Counts what is left: objects that initdb did not make, outside of an empty `public`. What a superuser has put
 * into pg_catalog is found here, and only a fresh database is without it.
 */
export const LEFTOVERS_QUERY = `
SELECT
  (SELECT count(*) FROM pg_class WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_proc WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_type WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_operator WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_cast WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_language WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_collation WHERE oid >= 16384)
  + (SELECT count(*) FROM pg_default_acl)
  + (SELECT count(*) FROM pg_db_role_setting)
  + (SELECT count(*) FROM pg_largeobject_metadata)
  + (SELECT count(*) FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1'))
  + (SELECT count(*) FROM pg_prepared_xacts)
  + (SELECT count(*) FROM pg_tablespace WHERE oid >= 16384)`;

/**
 * What initdb made, as one text that changes with any row of it that is added, altered or removed: a superuser can
 * replace PostgreSQL's own functions, and an app's role can leave marks on itself and on the database.
 */
export const FINGERPRINT_QUERY = `SELECT concat_ws(' ', ${[
  'pg_proc WHERE oid < 16384',
  'pg_class WHERE oid < 16384',
  'pg_type WHERE oid < 16384',
  'pg_operator WHERE oid < 16384',
  'pg_cast WHERE oid < 16384',
  'pg_language WHERE oid < 16384',
  'pg_rewrite WHERE oid < 16384',
  'pg_trigger WHERE oid < 16384',
  'pg_authid',
  'pg_auth_members',
  'pg_database',
  'pg_tablespace',
  'pg_shdescription',
  'pg_replication_slots',
]
  .map((rows) =>
    rows === 'pg_replication_slots'
      ? `(SELECT count(*) FROM ${rows})`
      : `(SELECT count(*) || ':' || coalesce(max(xmin::text::bigint), 0) FROM ${rows})`,
  )
  .join(', ')}, (SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%.auto.conf'))`;
