/** Grading on a PostgreSQL server: the same face as PGlite, a database of the run's own, nothing left behind. */
import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadFiles } from '../../src/course/load.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import { serveServerDatabase } from '../../src/runtimes/node/server-database.ts';
import { startPostgres, type TestServer } from '../support/postgres-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startPostgres();
  process.env.OTHER90_FAKETIME_FILE = server.clockFile;
});
afterAll(async () => {
  delete process.env.OTHER90_FAKETIME_FILE;
  await server?.stop();
});

async function ask(sql: string, url = server.url): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('a database and a role for the run, which are gone after it', async () => {
  const before = await ask('select datname from pg_database union select rolname from pg_roles order by 1');
  const served = await serveServerDatabase(server.url, {});
  const { database, url } = served;
  await database.execute(
    'create table users (id serial primary key, email text unique); create role helper;',
  );
  const who = `select current_user = current_database() and not rolsuper from pg_roles where rolname = current_user`;
  expect(await ask(who, url)).toEqual([true]);
  await ask(`insert into users (email) values ('a')`, url);
  expect(await database.query('select email, null from users where email = $1', ['a'])).toEqual({
    columns: ['email', '?column?'],
    rows: [['a', null]],
  });
  expect(database.statements.map(({ sql, connection }) => [connection, sql])).toEqual([
    [1, who],
    [2, `insert into users (email) values ('a')`],
  ]);
  await served.close();
  expect(await ask('select datname from pg_database union select rolname from pg_roles order by 1')).toEqual(
    before,
  );
});

test('a reset leaves nothing, and ends the app’s connections', async () => {
  const served = await serveServerDatabase(server.url, {});
  const { database, url } = served;
  try {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await client.connect();
    await client.query(`create schema "S"; create table "S".t (id int); create extension citext; create role other;
      alter role current_user set timezone = 'Asia/Tokyo'; select lo_create(0)`);
    await client.query('begin; create table open (id int)');
    await database.reset();
    await ended;
    const left = await database.query(
      `select nspname from pg_namespace where nspname = 'S'
       union select extname from pg_extension where extname <> 'plpgsql'
       union select rolname from pg_roles where rolname = 'other'
       union select relname from pg_class where relname in ('t', 'open')
       union select setconfig::text from pg_db_role_setting where setrole <> 0
       union select oid::text from pg_largeobject_metadata`,
    );
    expect(left.rows).toEqual([]);
    expect(database.statements).toEqual([]);
    expect(await ask('show timezone', url)).not.toEqual(['Asia/Tokyo']);
  } finally {
    await served.close();
  }
});

test('its clock moves where it was started for that', async () => {
  const served = await serveServerDatabase(server.url, {});
  try {
    expect(served.database.clockMoves).toBe(true);
    await served.database.setClock(Date.UTC(2040, 5, 1));
    expect(await ask('select extract(year from now())::int', served.url)).toEqual([2040]);
  } finally {
    await served.database.setClock(Date.now());
    await served.close();
  }
});

test('errors carry code and position, also behind a statement that has to run alone', async () => {
  const served = await serveServerDatabase(server.url, {});
  try {
    const script = `create table users (id int);\ncreate index concurrently on users (id);\nselect 'ä'; selec 1;`;
    await expect(served.database.execute(script)).rejects.toMatchObject({
      code: '42601',
      position: script.indexOf('selec 1') + 1,
    });
  } finally {
    await served.close();
  }
});

test('a server that is not there is named', async () => {
  const call = serveServerDatabase('postgres://nobody@127.0.0.1:1/none', {});
  await expect(call).rejects.toThrow('127.0.0.1:1');
});

test('an endless statement is ended by the server', async () => {
  const served = await serveServerDatabase(server.url, {});
  try {
    expect(await ask('show statement_timeout', served.url)).toEqual(['10s']);
  } finally {
    await served.close();
  }
});

test('all of twelve requests have looked before any of them writes', async () => {
  let underway = 1;
  const seen = new EventEmitter();
  const served = await serveServerDatabase(server.url, {
    requestsUnderway: () => underway,
    onStatement: ({ sql }) => seen.emit(sql),
  });
  const look = 'select count(*)::int as taken from claims';
  const claim = async (client: pg.Client) => {
    const { rows } = await client.query(look);
    if (rows[0].taken === 0) await client.query('insert into claims values (1)');
  };
  const clients = Array.from({ length: 12 }, () => new pg.Client({ connectionString: served.url }));
  try {
    await served.database.execute('create table claims (id int)');
    await Promise.all(clients.map((client) => client.connect()));
    underway = clients.length;
    // A round ends by who is in it only, however slow this machine is.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const claims: Promise<void>[] = [];
    // One after the other: by itself the first would be through before the last one looks.
    for (const client of clients) {
      const isSent = once(seen, look);
      claims.push(claim(client));
      await isSent;
    }
    await Promise.all(claims);
    underway = 1;
    expect((await served.database.query('select count(*) from claims')).rows).toEqual([['12']]);
  } finally {
    vi.useRealTimers();
    underway = 1;
    await Promise.all(clients.map((client) => client.end()));
    await served.close();
  }
});

test('what a request sent before it hung up arrives, although others are waited for', async () => {
  const served = await serveServerDatabase(server.url, { requestsUnderway: () => 2 });
  try {
    await served.database.execute('create table sent (id int)');
    const client = new pg.Client({ connectionString: served.url });
    client.on('error', () => {});
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await client.connect();
    client.query('insert into sent values (1)').catch(() => {});
    void client.end();
    await ended;
    const arrived = () => served.database.query('select count(*) from sent').then(({ rows }) => rows[0]);
    await expect.poll(arrived).toEqual(['1']);
  } finally {
    await served.close();
  }
});

test('starter and solution have the verdicts that they have on PGlite, check by check', {
  timeout: 600_000,
}, async () => {
  const verdicts = async (database: string | undefined, which: 'starter' | 'solution') => {
    const runtime = createNodeRuntime({ database });
    try {
      const report = await runtime.grade({
        exercise: 'login',
        files: await loadFiles(process.cwd(), 'login', which),
        seed: 1,
      });
      return report.checks.map(({ id, status }) => `${id} ${status}`);
    } finally {
      await runtime.close();
    }
  };
  for (const which of ['starter', 'solution'] as const) {
    expect(await verdicts(server.url, which)).toEqual(await verdicts(undefined, which));
  }
});
