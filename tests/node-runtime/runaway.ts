/** Run by leaks.test.ts: opens an app that never stands still on a database that never answers, and waits. */
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';

const files = {
  'server.ts': `import express from 'express';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const app = express();
app.get('/loop', () => { void pool.query('select pg_sleep(1000)'); setTimeout(() => { for (;;); }, 100); });
app.get('/', (_req, res) => { res.send('ok'); });
app.listen(process.env.PORT);
`,
};

const runtime = createNodeRuntime();
const app = await runtime.open({ exercise: 'login', files });
await app.request({ method: 'GET', path: '/', headers: [] });
if (process.argv.includes('runaway'))
  app.request({ method: 'GET', path: '/loop', headers: [] }).catch(() => {});
if (process.argv.includes('crash')) setTimeout(() => process.abort(), 50);
process.stdout.write('running\n');
