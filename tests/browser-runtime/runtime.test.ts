/** The browser runtime through its contract, in a real Chromium, on an exercise that is three checks small. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { GradingEvent } from '../../src/grading/events.ts';
import { launchChromium } from '../../src/runtimes/browser/headless/chromium.ts';
import { buildHostPage } from '../../src/runtimes/browser/headless/host-page.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import type { AppFault } from '../../src/runtimes/faults.ts';
import type { LogEntry, OpenApp, OpenOptions, Runtime, SentStatement } from '../../src/runtimes/runtime.ts';
import { change, exercise, FILES } from './fixture/tiny.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = createHeadlessRuntime({
    pages: 1,
    exercise: async () => exercise,
    hostPage: () => buildHostPage({ suites: ['/tests/browser-runtime/fixture/*/*.suite.ts'] }),
  });
  await runtime.prepare();
});
afterAll(() => runtime.close());

const job = { exercise: 'tiny', files: FILES, seed: 1 };
const get = (path: string) => ({ method: 'GET', path, headers: [] });
const text = (body: Uint8Array) => new TextDecoder().decode(body);

async function grade(files = FILES) {
  const events: GradingEvent[] = [];
  const report = await runtime.grade({ ...job, files }, { onEvent: (event) => events.push(event) });
  return { report, events, statuses: report.checks.map(({ id, status }) => `${id} ${status}`) };
}

describe('grade', () => {
  test('passes a right app and tells every step', async () => {
    const { report, events } = await grade();
    expect(report).toMatchObject({
      verdict: 'pass',
      runtime: 'browser',
      database: 'pglite',
      seed: 1,
      score: { earned: 3, max: 3 },
    });
    expect(events.map((event) => (event.type === 'check-ended' ? event.result.id : event.type))).toEqual([
      'started',
      ...['greets', 'remembers', 'forgets'].flatMap((id) => ['check-started', id]),
      'ended',
    ]);
  });

  test('fails the check that the app fails, with what happened and the evidence', async () => {
    const { report, statuses } = await grade(change("interval '1 hour'", "interval '1 day'"));
    expect(statuses).toEqual(['greets pass', 'remembers pass', 'forgets fail']);
    const failed = report.checks[2];
    expect(failed?.message).toContain('"plum" later');
    expect(failed?.evidence.map(({ type }) => type)).toContain('clock');
  });

  test('runs only what is asked for, and an unknown check is our error', async () => {
    const one = await runtime.grade({ ...job, only: ['remembers'] });
    expect(one.checks.map(({ id }) => id)).toEqual(['remembers']);
    const none = await runtime.grade({ ...job, only: ['remembres'] });
    expect(none).toMatchObject({ verdict: 'error', error: expect.stringContaining('remembres') });
  });

  test('an endless statement costs its check; the others run as ever', async () => {
    const { report, statuses } = await grade(
      change(
        'await pool.query(',
        "if (request.url === '/words') await pool.query('select pg_sleep(1000)');\n    await pool.query(",
      ),
    );
    expect(statuses).toEqual(['greets pass', 'remembers fail', 'forgets fail']);
    expect(report.checks[1]?.message).toContain('pg_sleep(1000)');
    expect((await grade()).report.verdict).toBe('pass');
  });

  test('an endless schema.sql fails every check', async () => {
    const { report } = await grade({ ...FILES, 'schema.sql': 'select pg_sleep(1000);' });
    expect(report.verdict).toBe('fail');
    expect(report.checks.map(({ message }) => message.includes('pg_sleep(1000)'))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('can be stopped, and the next run is as ever', async () => {
    const controller = new AbortController();
    const events: GradingEvent[] = [];
    const run = runtime.grade(job, {
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'check-started' && event.id === 'remembers') controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(events.at(-1)).toMatchObject({ type: 'check-started', id: 'remembers' });
    expect((await grade()).report.verdict).toBe('pass');
  });
});

/** Opens an app that the test may leave open. */
async function open(options: Omit<OpenOptions, 'exercise'>): Promise<OpenApp> {
  const app = await runtime.open({ exercise: 'tiny', ...options });
  onTestFinished(() => app.stop());
  return app;
}

describe('open', () => {
  test('an app answers through the proxy, with its secrets, and its tables can be looked at', async () => {
    const logs: LogEntry[] = [];
    const statements: SentStatement[] = [];
    const app = await open({
      files: FILES,
      onLog: (entry) => logs.push(entry),
      onStatement: (statement) => statements.push(statement),
    });
    const body = new TextEncoder().encode('plum');
    const posted = await app.request({ method: 'POST', path: '/words', headers: [], body });
    expect(posted.status).toBe(201);
    const from = await app.request(get('/from'), '203.0.113.9');
    expect(JSON.parse(text(from.body))).toEqual(['203.0.113.9', 'https', 'production', 64]);
    expect(await app.tables()).toMatchObject([
      { name: 'words', columns: ['word', 'at'], rows: [['plum', expect.any(String)]], rowCount: 1 },
    ]);
    expect(logs).toEqual([{ stream: 'stdout', text: expect.stringContaining('ready') }]);
    expect(statements.map(({ sql, parameters }) => [sql, parameters])).toEqual([
      ['insert into words (word) values ($1)', ['plum']],
    ]);
    await app.stop();
    await expect(app.request(get('/'))).rejects.toThrow();
  });

  test('an endless statement ends the app with its reason, and the next one opens', async () => {
    const faults: AppFault[] = [];
    const app = await open({
      files: change('const { rows }', "await pool.query('select pg_sleep(1000)');\n    const { rows }"),
      onFault: (fault) => faults.push(fault),
    });
    await expect(app.request(get('/words'))).rejects.toMatchObject({ fault: { kind: 'endless-statement' } });
    expect(faults.map(({ kind }) => kind)).toEqual(['endless-statement']);
    await app.stop();
    const next = await open({ files: FILES });
    expect(text((await next.request(get('/'))).body)).toBe('hello');
  });

  test('the extensions are there for a schema that asks for them', async () => {
    const schema = `create extension citext; create extension pgcrypto; create extension "uuid-ossp";
      create table people (id uuid default uuid_generate_v4(), mail citext, hash text default crypt('a', gen_salt('bf', 4)));
      insert into people (mail) values ('Ada@example.com');
      create table found as select hash = crypt('a', hash) as hashed from people where mail = 'ADA@EXAMPLE.COM';`;
    const app = await open({ files: { ...FILES, 'schema.sql': `${schema}\n${FILES['schema.sql']}` } });
    expect(await app.tables()).toMatchObject([{ name: 'found', rows: [['t']] }, { rowCount: 1 }, {}]);
  });

  test('an event is signed with the secret of the app that gets it, and with no other', async () => {
    const files = {
      'server.js': `
import http from 'node:http';
import Stripe from 'stripe';

http
  .createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    try {
      const signature = request.headers['stripe-signature'] ?? '';
      response.end(Stripe.webhooks.constructEvent(body, signature, process.env.TINY_SECRET).id);
    } catch (error) {
      response.writeHead(400).end(error.message);
    }
  })
  .listen(process.env.PORT);`,
    };
    const app = await open({ files });
    const deliver = (signature: string) =>
      app.request({
        method: 'POST',
        path: '/hook',
        headers: [['Stripe-Signature', signature]],
        body: new TextEncoder().encode('{"id":"evt_1","object":"event","name":"Zoë"}'),
      });
    const signed = await deliver('{{$stripeSignature TINY_SECRET}}');
    expect([signed.status, text(signed.body)]).toEqual([200, 'evt_1']);
    expect((await deliver('t=1,v1=00')).status).toBe(400);
    await expect(deliver('{{$stripeSignature OTHER_SECRET}}')).rejects.toThrow(/OTHER_SECRET.*TINY_SECRET/);
  });

  test('a schema that PostgreSQL refuses is a fault with its line', async () => {
    const opening = open({
      files: { ...FILES, 'schema.sql': 'create table words (\n  word txt\n);' },
    });
    await expect(opening).rejects.toMatchObject({ fault: { kind: 'schema', place: { line: 2 } } });
  });
});

test('jobs beyond the pages wait for their turn', async () => {
  const two = createHeadlessRuntime({
    pages: 2,
    exercise: async () => exercise,
    hostPage: () => buildHostPage({ suites: ['/tests/browser-runtime/fixture/*/*.suite.ts'] }),
  });
  onTestFinished(() => two.close());
  const reports = await Promise.all([1, 2, 3].map((seed) => two.grade({ ...job, seed })));
  expect(reports.map(({ verdict, seed }) => [verdict, seed])).toEqual(
    [1, 2, 3].map((seed) => ['pass', seed]),
  );
});

test('a Chromium that was ended from outside costs its run; the next one starts another', async () => {
  const browsers: Browser[] = [];
  const mortal = createHeadlessRuntime({
    pages: 1,
    exercise: async () => exercise,
    hostPage: () => buildHostPage({ suites: ['/tests/browser-runtime/fixture/*/*.suite.ts'] }),
    launch: async () => {
      const browser = await launchChromium();
      browsers.push(browser);
      return browser;
    },
  });
  onTestFinished(() => mortal.close());
  expect(await mortal.grade(job)).toMatchObject({ verdict: 'pass' });
  let ended: Promise<void> | undefined;
  const cut = mortal.grade(job, {
    onEvent: ({ type }) => {
      if (type === 'check-started') ended ??= browsers[0]?.close();
    },
  });
  await expect(cut).rejects.toThrow(/closed/);
  await ended;
  expect(await mortal.grade(job)).toMatchObject({ verdict: 'pass' });
  expect(browsers).toHaveLength(2);
});
