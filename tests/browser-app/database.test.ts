import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootPglite, extensionBundle } from '../../src/runtimes/node/cluster-cache.ts';
import { setDate } from '../../src/runtimes/node/shifted-date.ts';
import { PgliteDatabase } from '../../src/runtimes/postgres/pglite-database.ts';
import { BrowserHarness } from './harness.ts';

let harness: BrowserHarness;
let database: PgliteDatabase;
beforeAll(async () => {
  harness = await BrowserHarness.open();
  database = new PgliteDatabase({ boot: bootPglite, extensionBundle, setClock: setDate });
  await database.ready();
  await harness.connectDatabase(database.endpoint);
});
afterAll(async () => {
  await harness.close();
  await database.close();
});

async function told(code: string): Promise<unknown[]> {
  const app = await harness.start(
    `const tell = (value: unknown) => console.log(JSON.stringify(value));\n${code}\nprocess.exit();`,
  );
  const fault = await app.over();
  const log = await app.log();
  expect(fault, log).toEqual({ kind: 'exit', code: 0 });
  return log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

describe('the genuine pg', () => {
  it('queries, with types, errors and codes', async () => {
    const values = await told(`
      import pg, { Pool } from 'pg';
      const pool = new Pool({ connectionString: process.env.DATABASE_URL });
      await pool.query('CREATE TABLE t (id serial PRIMARY KEY, name text UNIQUE, at timestamptz DEFAULT now(), n numeric, b bytea, j jsonb)');
      const { rows, rowCount } = await pool.query('INSERT INTO t (name, n, b, j) VALUES ($1, $2, $3, $4) RETURNING id, name, n, b, j', ["o'brien", 1.5, Buffer.from([0, 255]), { a: 1 }]);
      tell([rowCount, rows[0], Buffer.isBuffer(rows[0].b)]);
      tell(await pool.query('INSERT INTO t (name) VALUES ($1)', ["o'brien"]).catch((e) => [e instanceof pg.DatabaseError, e.code, e.constraint]));
      tell(await pool.query('SELEKT 1').catch((e) => [e.code, e.position]));
      tell((await pool.query({ text: 'SELECT $1::int + 1 AS n', values: [41], rowMode: 'array', name: 'named' })).rows);
      tell((await Promise.all(Array.from({ length: 30 }, (_, n) => pool.query('SELECT $1::int AS n', [n])))).map((r) => r.rows[0].n).reduce((a, b) => a + b));
      const client = await pool.connect();
      try { await client.query('BEGIN'); await client.query("INSERT INTO t (name) VALUES ('gone')"); await client.query('ROLLBACK'); } finally { client.release(); }
      tell((await pool.query('SELECT count(*) FROM t')).rows);
      tell((await pool.query('SELECT repeat($1, 300000) AS big', ['x'])).rows[0].big.length);
      await pool.end();
      tell(await new Pool({ connectionString: 'postgres://a:b@127.0.0.1:1/x' }).query('SELECT 1').catch((e) => e.code));`);
    expect(values).toEqual([
      [1, { id: 1, name: "o'brien", n: '1.5', b: { type: 'Buffer', data: [0, 255] }, j: { a: 1 } }, true],
      [true, '23505', 't_name_key'],
      ['42601', '1'],
      [[42]],
      435,
      [{ count: '1' }],
      300_000,
      'ECONNREFUSED',
    ]);
  });

  it('carries the stores of sessions and limiters', async () => {
    await database.reset();
    const app = await harness.serve(`
      import express from 'express'; import session from 'express-session'; import connectPgSimple from 'connect-pg-simple';
      import { Pool } from 'pg'; import { RateLimiterPostgres } from 'rate-limiter-flexible';
      const pool = new Pool({ connectionString: process.env.DATABASE_URL });
      const app = express();
      const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => { const made = new RateLimiterPostgres({ storeClient: pool, points: 2, duration: 60 }, (error?: Error) => (error ? reject(error) : resolve(made))); });
      app.use('/session', session({ store: new (connectPgSimple(session))({ pool, createTableIfMissing: true }), secret: 's', resave: false, saveUninitialized: false }));
      app.get('/session', (req, res) => { const s = req.session as any; s.n = (s.n ?? 0) + 1; res.json({ n: s.n }); });
      app.get('/limited', async (req, res) => { try { await limiter.consume('a'); res.send('ok'); } catch (error) { res.status(error.msBeforeNext ? 429 : 500).send(String(error)); } });
      app.listen(process.env.PORT);`);
    const first = await app.request('/session');
    const sid = first.headers.find(([name]) => name === 'Set-Cookie')?.[1].split(';')[0] ?? '';
    expect((await app.request('/session', { headers: { Cookie: sid } })).body).toBe('{"n":2}');
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await app.request('/limited')).status);
    expect(statuses).toEqual([200, 200, 429]);
    await app.stop();
  });
});
