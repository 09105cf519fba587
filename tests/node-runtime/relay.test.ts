/** The relay in front of PGlite, as the real `pg` sees it: as much like a server as one session allows. */
import { once } from 'node:events';
import { connect } from 'node:net';
import pgSession from 'connect-pg-simple';
import session from 'express-session';
import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setDate } from '../../src/runtimes/node/shifted-date.ts';
import { BREAKS, servedPglite } from '../support/pglite.ts';

let served: Awaited<ReturnType<typeof servedPglite>>;
let pools: pg.Pool[] = [];
let clients: pg.Client[] = [];

beforeAll(async () => {
  served = await servedPglite();
}, 60_000);
afterAll(() => served.close());

beforeEach(async () => {
  await served.database.reset();
  await served.database.execute('create table accounts (id int primary key, balance int not null)');
  await served.database.execute('insert into accounts values (1, 100), (2, 100)');
});
afterEach(async () => {
  await Promise.all([...pools.map((pool) => pool.end()), ...clients.map((client) => client.end())]);
  pools = [];
  clients = [];
});

function newPool(options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: served.url, ...options });
  pool.on('error', () => {});
  pools.push(pool);
  return pool;
}

async function newClient(options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: served.url, ...options });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const balance = async (id: number) =>
  Number(
    (await served.database.query('select balance from accounts where id = $1', [String(id)])).rows[0]?.[0],
  );

describe('connecting', () => {
  test('tells what a server tells', async () => {
    const client = await newClient();
    const { rows } = await client.query(
      `select current_user, current_setting('is_superuser') as superuser, current_setting('TimeZone') as zone,
              current_schema() as schema, current_setting('server_version_num')::int > 160000 as modern`,
    );
    expect(rows).toEqual([
      { current_user: 'app', superuser: 'off', zone: 'UTC', schema: 'public', modern: true },
    ]);
  });

  test('declines TLS, takes any password, and ends with Terminate', async () => {
    const socket = connect(served.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toBe('N');
    const parameters = Buffer.from('user\0somebody\0database\0any\0\0');
    const start = Buffer.alloc(8);
    start.writeInt32BE(8 + parameters.length, 0);
    start.writeInt32BE(3 << 16, 4);
    socket.write(Buffer.concat([start, parameters]));
    const [started] = (await once(socket, 'data')) as [Buffer];
    expect(started.subarray(0, 9)).toEqual(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]));
    expect(started.subarray(-6)).toEqual(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]));
    expect(started.toString()).toContain('server_version');
    socket.write(Buffer.from([0x58, 0, 0, 0, 4]));
    await once(socket, 'end');
    socket.destroy();
  });

  test('takes settings from the connection string', async () => {
    const one = await newClient({ options: '-c search_path=other -c timezone=Asia/Tokyo' });
    const two = await newClient();
    const ask = `select current_setting('search_path') as path, current_setting('timezone') as zone`;
    expect((await one.query(ask)).rows).toEqual([{ path: 'other', zone: 'Asia/Tokyo' }]);
    expect((await two.query(ask)).rows).toEqual([{ path: '"$user", public', zone: 'UTC' }]);
    expect((await one.query(ask)).rows).toEqual([{ path: 'other', zone: 'Asia/Tokyo' }]);
  });

  test('refuses the ninety-eighth', async () => {
    const pool = newPool({ max: 98 });
    const held = await Promise.all(Array.from({ length: 97 }, () => pool.connect()));
    await expect(pool.connect()).rejects.toMatchObject({ code: '53300' });
    for (const client of held) client.release();
  });

  test('cuts off what is no protocol', async () => {
    const socket = connect(served.port, '127.0.0.1');
    socket.resume();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
  });
});

describe('queries', () => {
  test('errors come as from a server', async () => {
    const pool = newPool();
    await expect(pool.query('insert into accounts values ($1, 1)', [1])).rejects.toMatchObject({
      code: '23505',
      detail: 'Key (id)=(1) already exists.',
      constraint: 'accounts_pkey',
      table: 'accounts',
      severity: 'ERROR',
    });
    await expect(pool.query('select * form accounts')).rejects.toMatchObject({
      code: '42601',
      position: '10',
    });
    await expect(pool.query('select $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('named statements of several connections are their own', async () => {
    const one = await newClient();
    const two = await newClient();
    const named = (text: string) => ({ name: 'get', text });
    for (let round = 0; round < 2; round += 1) {
      expect((await one.query({ ...named('select $1::int as a'), values: [1] })).rows).toEqual([{ a: 1 }]);
      expect((await two.query({ ...named('select $1::text as b'), values: ['x'] })).rows).toEqual([
        { b: 'x' },
      ]);
    }
    await one.end();
    const left = await served.database.query('select name from pg_prepared_statements');
    expect(left.rows).toHaveLength(1);
    expect((await two.query({ ...named('select $1::text as b'), values: ['y'] })).rows).toEqual([{ b: 'y' }]);
  });

  test('PREPARE, EXECUTE and DEALLOCATE in SQL are per connection too, and errors show the plain name', async () => {
    const one = await newClient();
    const two = await newClient();
    await one.query('prepare plan as select 1 as one');
    await two.query('PREPARE plan (int) AS select $1 + 1 as next');
    expect((await one.query('execute plan')).rows).toEqual([{ one: 1 }]);
    expect((await two.query('execute plan(4)')).rows).toEqual([{ next: 5 }]);
    await one.query('deallocate all');
    await expect(one.query('execute plan')).rejects.toMatchObject({
      message: 'prepared statement "plan" does not exist',
    });
    expect((await two.query('execute plan(5)')).rows).toEqual([{ next: 6 }]);
  });

  test('settings stay with their connection', async () => {
    const one = await newClient();
    const two = await newClient();
    await one.query(`set timezone = 'Asia/Tokyo'; set search_path = elsewhere`);
    expect((await two.query('show timezone')).rows).toEqual([{ TimeZone: 'UTC' }]);
    expect((await two.query('select count(*)::int as n from accounts')).rows).toEqual([{ n: 2 }]);
    expect((await one.query('show timezone')).rows).toEqual([{ TimeZone: 'Asia/Tokyo' }]);
    await expect(one.query('select * from accounts')).rejects.toMatchObject({ code: '42P01' });
    expect((await served.database.query('show timezone')).rows).toEqual([['UTC']]);
  });

  test('a script of several statements, with results for each', async () => {
    const client = await newClient();
    const results = (await client.query(
      `select 1 as a; do $$ begin perform 1; end $$; select ';' as b`,
    )) as unknown as pg.QueryResult[];
    expect(results.map(({ rows }) => rows)).toEqual([[{ a: 1 }], [], [{ b: ';' }]]);
  });

  test('large values in both directions', async () => {
    const pool = newPool();
    const large = 'ä'.repeat(1_500_000);
    const { rows } = await pool.query('select $1::text as text, length($1::text) as n', [large]);
    expect(rows[0]).toEqual({ text: large, n: large.length });
  });

  test('COPY to the client works, COPY from one that sends nothing fails as on a server', async () => {
    const client = await newClient();
    await expect(client.query('copy accounts from stdin')).rejects.toMatchObject({ code: '57014' });
    await expect(client.query('select 1; copy accounts from stdin')).rejects.toMatchObject({ code: '57014' });
    expect((await client.query('copy accounts to stdout')).rowCount).toBe(2);
  });

  test('LISTEN and NOTIFY reach those who listen', async () => {
    const listener = await newClient();
    const other = await newClient();
    const heard: string[] = [];
    other.on('notification', () => heard.push('other'));
    const notified = once(listener, 'notification');
    await listener.query('listen jobs');
    await other.query(`select pg_notify('jobs', 'one')`);
    const [message] = (await notified) as [pg.Notification];
    expect(message).toMatchObject({ channel: 'jobs', payload: 'one' });
    await other.query('select 1');
    expect(heard).toEqual([]);
  });

  test('an extension is there for one that asks', async () => {
    const pool = newPool();
    await pool.query('create extension if not exists citext');
    expect((await pool.query(`select 'A'::citext = 'a' as same`)).rows).toEqual([{ same: true }]);
    await served.database.execute('CREATE EXTENSION "uuid-ossp"; create extension pgcrypto;');
    expect((await pool.query(`select length(crypt('x', gen_salt('bf', 4))) as n`)).rows).toEqual([{ n: 60 }]);
  });

  test('an engine that breaks ends all connections, and a new one comes up', async () => {
    const client = await newClient();
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await expect(client.query(`select '${BREAKS}'`)).rejects.toThrow();
    await ended;
    await served.database.ready();
    expect((await newPool().query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('transactions', () => {
  /** Thirty times one more, by a pool of ten; every third is rolled back. */
  async function raiseThirtyTimes(begin: string, read: string, write?: string): Promise<number> {
    const pool = newPool();
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const client = await pool.connect();
        await client.query(begin);
        const { rows } = await client.query({ name: 'read', text: read, values: [1] });
        if (write) await client.query(write, [1]);
        else
          await client.query('update accounts set balance = $1 where id = 1', [Number(rows[0].balance) + 1]);
        await client.query(index % 3 === 0 ? 'rollback' : 'commit');
        client.release();
      }),
    );
    return balance(1);
  }
  const READ = 'select balance from accounts where id = $1';

  test('that read, and write what follows from it, lose updates as on a server', async () => {
    expect(await raiseThirtyTimes('begin', READ)).toBeLessThan(115);
  });

  test.each([
    ['a row lock', 'begin', `${READ} for update`],
    ['a serializable one', 'begin isolation level serializable', READ],
    ['an advisory lock', 'begin', 'select pg_advisory_xact_lock($1), balance from accounts where id = 1'],
    [
      'a lock by another statement',
      'start transaction',
      'update accounts set balance = balance where id = $1 returning balance',
    ],
  ])('of a pool of ten run one after another where they have %s: none is lost', async (_, begin, read) => {
    expect(await raiseThirtyTimes(begin, read)).toBe(120);
  });

  test('that first delete nothing, or lock what is not there, hold nobody back', async () => {
    const pool = newPool();
    for (const first of [
      'delete from accounts where id > 99',
      'select 1 from accounts where id = 99 for update',
    ]) {
      await pool.query('truncate accounts');
      const clients = await Promise.all(Array.from({ length: 5 }, () => pool.connect()));
      // All have looked before any of them goes on.
      await Promise.all(clients.map((client) => client.query('begin').then(() => client.query(first))));
      const counts = await Promise.all(
        clients.map((client) => client.query('select count(*)::int as n from accounts')),
      );
      await Promise.all(
        clients.map(async (client, id) => {
          if (counts[id]?.rows[0].n < 1) await client.query('insert into accounts values ($1, 0)', [id]);
          await client.query('commit');
          client.release();
        }),
      );
      const { rows } = await pool.query('select count(*)::int as n from accounts');
      expect(rows[0].n, first).toBeGreaterThan(1);
    }
  });

  test('that read and then change by what is there lose nothing', async () => {
    const write = 'update accounts set balance = balance + 1 where id = $1';
    expect(await raiseThirtyTimes('BEGIN TRANSACTION', READ, write)).toBe(120);
  });

  test('that only look see what others commit meanwhile, and end as they began', async () => {
    const [one, two] = [await newClient(), await newClient()];
    await one.query('begin');
    expect((await one.query(READ, [1])).rows).toEqual([{ balance: 100 }]);
    await two.query('begin');
    await two.query('update accounts set balance = 5 where id = 1');
    await two.query('commit');
    expect((await one.query(READ, [1])).rows).toEqual([{ balance: 5 }]);
    await expect(one.query('select 1/0')).rejects.toMatchObject({ code: '22012' });
    await expect(one.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    expect((await one.query('commit')).command).toBe('ROLLBACK');
    await one.query('begin');
    expect((await one.query('commit')).command).toBe('COMMIT');
    await one.query('begin read only');
    await expect(one.query('update accounts set balance = 6')).rejects.toMatchObject({ code: '25006' });
    await one.query('rollback');
    expect(await balance(1)).toBe(5);
  });

  test('a connection that closes in one rolls it back', async () => {
    const client = await newClient();
    await client.query('begin; update accounts set balance = 0');
    await client.end();
    clients = [];
    expect(await balance(1)).toBe(100);
  });

  test('one that has failed answers as on a server, and lets others in at once', async () => {
    const one = await newClient();
    const two = await newClient();
    await one.query('begin');
    await one.query('update accounts set balance = 0');
    await expect(one.query('select 1/0')).rejects.toMatchObject({ code: '22012' });
    expect((await two.query('update accounts set balance = balance + 1 where id = 2')).rowCount).toBe(1);
    await expect(one.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    expect((await one.query('commit')).command).toBe('ROLLBACK');
    expect((await one.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(await balance(1)).toBe(100);
    expect(await balance(2)).toBe(101);
  });

  test('savepoints save a failed one', async () => {
    const client = await newClient();
    await client.query('begin; savepoint before');
    await expect(client.query('select 1/0')).rejects.toThrow();
    await client.query('rollback to savepoint before');
    await client.query('update accounts set balance = 7 where id = 1');
    await client.query('commit');
    expect(await balance(1)).toBe(7);
  });

  test('whose app awaits another connection goes on: reads and writes get in, and outlast a rollback', async () => {
    const pool = newPool();
    const client = await pool.connect();
    await client.query('begin');
    await client.query('update accounts set balance = 0 where id = 1');
    expect((await pool.query('select count(*)::int as n from accounts')).rows).toEqual([{ n: 2 }]);
    await pool.query('insert into accounts values (3, 1)');
    await pool.query('insert into accounts values (4, 1)');
    await expect(pool.query('insert into accounts values (4, 1)')).rejects.toMatchObject({ code: '23505' });
    await client.query('rollback');
    client.release();
    expect(await balance(1)).toBe(100);
    expect((await pool.query('select id from accounts order by id')).rows.map(({ id }) => id)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('whose app awaits a whole transaction of another connection goes on', async () => {
    const outer = await newClient();
    const inner = await newClient();
    await outer.query('begin');
    await outer.query('update accounts set balance = 1 where id = 1');
    await inner.query('begin');
    await inner.query('update accounts set balance = 2 where id = 2');
    await inner.query('commit');
    await inner.query('begin');
    await inner.query('update accounts set balance = 99 where id = 2');
    await inner.query('rollback');
    await outer.query('commit');
    expect([await balance(1), await balance(2)]).toEqual([1, 2]);
  });

  test('that is left open never shows its changes to the grader, and learns that it was ended', async () => {
    const client = await newClient();
    await client.query('begin');
    await client.query('update accounts set balance = 0');
    expect(await balance(1)).toBe(100);
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P03' });
    await client.query('rollback');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('a session-level advisory lock keeps others waiting', async () => {
    const one = await newClient();
    const two = await newClient();
    await one.query('select pg_advisory_lock(1)');
    const order: string[] = [];
    const second = two.query('select pg_advisory_lock(1)').then(() => order.push('two has it'));
    await one.query('select 1');
    order.push('one lets go');
    await one.query('select pg_advisory_unlock(1)');
    await second;
    expect(order).toEqual(['one lets go', 'two has it']);
    await two.query('select pg_advisory_unlock_all()');
  });

  test('a waiting statement can be cancelled', async () => {
    const holder = await newClient();
    const waiter = await newClient();
    await holder.query('begin');
    await holder.query('select 1 from accounts for update');
    const { processID, secretKey } = waiter as unknown as { processID: number; secretKey: number };
    const waiting = waiter.query('update accounts set balance = 0');
    const cancelled = expect(waiting).rejects.toMatchObject({ code: '57014' });
    const socket = connect(served.port, '127.0.0.1');
    const cancel = Buffer.alloc(16);
    cancel.writeInt32BE(16, 0);
    cancel.writeInt32BE(80877102, 4);
    cancel.writeInt32BE(processID, 8);
    cancel.writeInt32BE(secretKey, 12);
    socket.end(cancel);
    await cancelled;
    await holder.query('commit');
    expect((await waiter.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('packages that apps use', () => {
  test('rate-limiter-flexible counts in its table', async () => {
    const pool = newPool();
    const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
      const made: RateLimiterPostgres = new RateLimiterPostgres(
        { storeClient: pool, points: 3, duration: 60, tableName: 'limits', clearExpiredByTimeout: false },
        (error) => (error ? reject(error) : resolve(made)),
      );
    });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => limiter.consume('somebody')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  test('connect-pg-simple keeps sessions', async () => {
    const pool = newPool();
    const Store = pgSession(session);
    const store = new Store({ pool, createTableIfMissing: true, pruneSessionInterval: false });
    const data = { cookie: { maxAge: 1000 }, user: 7 } as unknown as session.SessionData;
    await new Promise<void>((resolve, reject) => {
      store.set('id', data, (error) => (error ? reject(error) : resolve()));
    });
    const got = await new Promise((resolve, reject) => {
      store.get('id', (error, value) => (error ? reject(error) : resolve(value)));
    });
    expect(got).toMatchObject({ user: 7 });
    store.close();
  });
});

test('every statement of the app is told, with its parameters', async () => {
  const one = await newClient();
  const two = await newClient();
  await one.query('select 1');
  await two.query('select $1::text, $2::int, $3::bytea', ['a', null, Buffer.from('hi')]);
  await two.query({ name: 'n', text: 'select $1::int', values: [5] });
  await two.query({ name: 'n', text: 'select $1::int', values: [6] });
  expect(served.database.statements).toEqual([
    { sql: 'select 1', parameters: [], connection: 1 },
    { sql: 'select $1::text, $2::int, $3::bytea', parameters: ['a', null, '\\x6869'], connection: 2 },
    { sql: 'select $1::int', parameters: ['5'], connection: 2 },
    { sql: 'select $1::int', parameters: ['6'], connection: 2 },
  ]);
});

test('the clock of the database moves', async () => {
  const pool = newPool();
  await served.database.setClock(Date.UTC(2040, 0, 1));
  const { rows } = await pool.query('select extract(year from now())::int as year');
  setDate(undefined);
  expect(rows).toEqual([{ year: 2040 }]);
});
