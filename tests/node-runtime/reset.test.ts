/** A reset leaves nothing of the app before it, whatever that did. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servedPglite } from '../support/pglite.ts';

let served: Awaited<ReturnType<typeof servedPglite>>;

beforeAll(async () => {
  served = await servedPglite();
}, 60_000);
afterAll(() => served.close());

/** What a database looks like, as rows: everything that a new one has, and nothing else. */
async function look(): Promise<string[]> {
  const queries = [
    `select 'namespace', nspname::text from pg_namespace where nspname !~ '^pg_(toast|temp)'`,
    `select 'class', relname::text from pg_class where relnamespace <> 99 and relname !~ '^pg_'`,
    `select 'proc', count(*)::text from pg_proc`,
    `select 'type', count(*)::text from pg_type`,
    `select 'operator', count(*)::text from pg_operator`,
    `select 'cast', count(*)::text from pg_cast`,
    `select 'extension', extname::text from pg_extension`,
    `select 'role', rolname::text from pg_roles`,
    `select 'setting', setconfig::text from pg_db_role_setting`,
    `select 'default', defaclacl::text from pg_default_acl`,
    `select 'large', count(*)::text from pg_largeobject_metadata`,
    `select 'trigger', evtname::text from pg_event_trigger`,
    `select 'publication', pubname::text from pg_publication`,
    `select 'wrapper', fdwname::text from pg_foreign_data_wrapper`,
    `select 'prepared', name from pg_prepared_statements`,
    `select 'cursor', name from pg_cursors where name <> ''`,
    `select 'lock', locktype from pg_locks where locktype = 'advisory'`,
    `select 'changed', name from pg_settings where source = 'session'`,
    `select 'channel', pg_listening_channels()`,
    `select 'acl', nspacl::text || pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'`,
    `select 'comment', obj_description(to_regnamespace('public'))`,
    `select 'database', datname::text || pg_get_userbyid(datdba) || coalesce(datacl::text, '') || datconnlimit || coalesce(shobj_description(oid, 'pg_database'), '') from pg_database`,
    `select 'role mark', coalesce(shobj_description(oid, 'pg_authid'), '') || rolconnlimit || coalesce(rolvaliduntil::text, '') from pg_roles`,
  ];
  const all: string[] = [];
  for (const query of queries) {
    const { rows } = await served.database.query(query);
    all.push(...rows.map((row) => row.join(' ')).sort());
  }
  return all;
}

const APP_LEFTOVERS = `
  grant all on schema public to public;
  create table users (id serial primary key, email text unique);
  create view names as select email from users;
  create materialized view counted as select count(*) from users;
  create schema "My Schema"; create table "My Schema"."A""B" (id int);
  create type mood as enum ('fine'); create domain positive as int check (value > 0);
  create function twice(int) returns int language sql as 'select $1 * 2';
  create procedure nothing() language plpgsql as $$ begin end $$;
  create aggregate total(int) (sfunc = int4pl, stype = int);
  create operator === (leftarg = int, rightarg = int, function = int4eq);
  create extension citext; create extension pgcrypto; create extension "uuid-ossp";
  create role helper; create role "Other Role" login; grant helper to "Other Role"; grant helper to app;
  create table helpers (id int); alter table helpers owner to helper;
  alter role app set timezone = 'Asia/Tokyo'; alter database postgres set work_mem = '8MB';
  alter default privileges grant select on tables to public;
  revoke usage on schema public from public;
  create temp table kept (id int);
  select lo_create(0); select lo_from_bytea(0, 'secret');
  comment on database postgres is 'mine';
  create text search configuration mine (copy = simple); create collation odd from "C";
  create rule quiet as on delete to users do instead nothing;
  create policy all_rows on users; alter table users enable row level security;
  create statistics on id, email from users;
  alter schema public rename to private;
`;

const SESSION_LEFTOVERS = `
  set search_path = nowhere; set timezone = 'Asia/Tokyo'; set role helper;
`;

test('what an app can leave is gone', async () => {
  await served.database.reset();
  const fresh = await look();
  await served.database.execute(APP_LEFTOVERS);
  const client = new pg.Client({ connectionString: served.url });
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  await client.connect();
  await client.query({ name: 'named', text: 'select 1' });
  await client.query('listen jobs');
  await client.query('select pg_advisory_lock(5)');
  await client.query(SESSION_LEFTOVERS);
  await client.query(
    'begin; declare reader cursor for select 1; reset role; create table private.open (id int)',
  );
  expect(await look()).not.toEqual(fresh);
  await served.database.reset();
  await ended;
  expect(await look()).toEqual(fresh);
  expect(served.database.statements).toEqual([]);
});

test('what an app can leave on the database and on its own role is gone as well', async () => {
  await served.database.reset();
  const fresh = await look();
  for (const mark of [
    'alter database postgres connection limit 90',
    `comment on database postgres is 'was here'`,
    'grant connect on database postgres to public',
  ]) {
    const client = new pg.Client({ connectionString: served.url });
    client.on('error', () => {});
    await client.connect();
    await client.query(mark);
    expect(await look(), mark).not.toEqual(fresh);
    await served.database.reset();
    expect(await look(), mark).toEqual(fresh);
  }
});

test('what only a superuser can leave is gone as well', async () => {
  await served.database.reset();
  const fresh = await look();
  const client = new pg.Client({ connectionString: served.url });
  client.on('error', () => {});
  await client.connect();
  await client.query(`
    set session authorization postgres;
    create function pg_catalog.hidden() returns int language sql as 'select 1';
    create or replace function pg_catalog.pi() returns float language sql as 'select 3.0::float';
    create function watch() returns event_trigger language plpgsql as 'begin end';
    create event trigger watch on ddl_command_start execute function watch();
  `);
  expect((await client.query('select pi(), current_user')).rows).toEqual([{ pi: 3, current_user: 'app' }]);
  await served.database.reset();
  expect(await look()).toEqual(fresh);
  expect((await served.database.query('select pi()::text')).rows).toEqual([['3.141592653589793']]);
});

test('what was done as superuser within one message, and undone, is gone as well', async () => {
  await served.database.reset();
  const fresh = await look();
  const client = new pg.Client({ connectionString: served.url });
  client.on('error', () => {});
  await client.connect();
  await client
    .query(
      `do $$ begin
        execute 'set local session ' || 'authorization postgres';
        create or replace function pg_catalog.pi() returns float language sql as 'select 3.0::float';
        execute 'set local session ' || 'authorization app';
      end $$`,
    )
    .catch(() => {});
  await served.database.reset();
  expect(await look()).toEqual(fresh);
  expect((await served.database.query('select pi()::text')).rows).toEqual([['3.141592653589793']]);
});

test('a hundred times over it stays a fresh database', async () => {
  await served.database.reset();
  const fresh = await look();
  for (let round = 0; round < 100; round += 1) {
    await served.database.execute('create table users (id serial primary key, email text unique)');
    await served.database.reset();
  }
  expect(await look()).toEqual(fresh);
});

test('the log of what was written does not grow with the resets', async () => {
  const segments: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    // More than a segment of 16 MB each time: what some four hundred resets write.
    await served.database.execute('create table notes (text text)');
    await served.database.query("insert into notes select repeat('x', 1000) from generate_series(1, 18000)");
    for (let resets = 0; resets < 40; resets += 1) await served.database.reset();
    const { rows } = await served.database.query('select count(*) from pg_ls_waldir()');
    segments.push(Number(rows[0]?.[0]));
  }
  // One more each time where nobody sweeps: seven after five rounds.
  expect(segments.at(-1), segments.join(', ')).toBeLessThanOrEqual(4);
});
