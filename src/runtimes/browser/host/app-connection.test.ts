import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppFaultError } from '../../faults.ts';
import { LIMITS } from '../../runtime.ts';
import type { FromApp, ToApp } from '../app-link.ts';
import { AppConnection } from './app-connection.ts';

const START = { files: {}, entry: 'server.js', env: {} };
const WHERE = { port: 20_001, databaseUrl: 'postgres://app@localhost/app', epochMs: 0, steady: true };
const GET = { method: 'GET', path: '/', headers: [] };

let channel: MessageChannel;
let app: AppConnection;
let ended: string[];
let database: Array<{ received: string; peer: { send(bytes: Uint8Array): void; close(): void } }>;

/** What the app on the other end of the link does. */
let behave: (message: ToApp, say: (answer: FromApp) => void) => void;

beforeEach(() => {
  channel = new MessageChannel();
  ended = [];
  database = [];
  behave = (message, say) => {
    if (message.type === 'start') say({ type: 'listening', port: message.port });
    if (message.type === 'ping') say({ type: 'pong', id: message.id });
  };
  channel.port2.onmessage = ({ data }) => behave(data, (answer) => channel.port2.postMessage(answer));
  app = new AppConnection({
    port: channel.port1,
    endpoint: {
      connect(peer) {
        const connection = { received: '', peer };
        database.push(connection);
        return {
          receive: (bytes) => {
            connection.received += new TextDecoder().decode(bytes);
          },
          closed: () => ended.push('connection'),
        };
      },
    },
    terminate: () => ended.push('worker'),
    isThere: async () => true,
    onFault: ({ kind }) => ended.push(kind),
  });
});
afterEach(async () => {
  await app.stop();
  channel.port2.close();
});

const start = () => app.start(START, WHERE);

test('a request gets its own answer, whatever the order', async () => {
  const asked: Array<ToApp & { type: 'request' }> = [];
  const usual = behave;
  behave = (message, say) => {
    usual(message, say);
    if (message.type !== 'request') return;
    asked.unshift(message);
    if (asked.length < 2) return;
    for (const { id, request } of asked) {
      say({
        type: 'answer',
        id,
        response: { status: 200, headers: [], body: new TextEncoder().encode(request.path) },
      });
    }
  };
  await start();
  const answers = await Promise.all(['/a', '/b'].map((path) => app.request({ ...GET, path })));
  expect(answers.map(({ body }) => new TextDecoder().decode(body))).toEqual(['/a', '/b']);
});

test('an app that ends itself fails what is under way, and everything after', async () => {
  const usual = behave;
  behave = (message, say) => {
    usual(message, say);
    if (message.type === 'request') say({ type: 'fault', fault: { kind: 'exit', code: 3 } });
  };
  await start();
  const exit = new AppFaultError({ kind: 'exit', code: 3 });
  await expect(app.request(GET)).rejects.toEqual(exit);
  await expect(app.request(GET)).rejects.toEqual(exit);
  await expect(app.setClock(1)).rejects.toEqual(exit);
  expect(app.fault).toEqual({ kind: 'exit', code: 3 });
  expect(ended).toEqual(['worker', 'exit']);
});

test('a start that fails rejects with its fault', async () => {
  behave = (message, say) => {
    if (message.type === 'start') say({ type: 'fault', fault: { kind: 'compile', message: 'no' } });
  };
  await expect(start()).rejects.toEqual(new AppFaultError({ kind: 'compile', message: 'no' }));
});

test('an app may listen elsewhere too', async () => {
  behave = (message, say) => {
    if (message.type !== 'start') return;
    say({ type: 'listening', port: 9229 });
    say({ type: 'listening', port: message.port });
  };
  await start();
});

test('a body over the limit is a broken answer', async () => {
  const usual = behave;
  behave = (message, say) => {
    usual(message, say);
    if (message.type === 'request') {
      const body = new Uint8Array(LIMITS.answerBytes + 1);
      say({ type: 'answer', id: message.id, response: { status: 200, headers: [], body } });
    }
  };
  await start();
  await expect(app.request(GET)).rejects.toMatchObject({ fault: { kind: 'broken-answer', path: '/' } });
  expect(app.fault).toBeUndefined();
});

test('logs are kept up to the limit', async () => {
  const line = 'x'.repeat(1_000);
  behave = (message, say) => {
    if (message.type !== 'start') return;
    for (let n = 0; n < 100; n += 1) say({ type: 'log', entry: { stream: 'stdout', text: line } });
    say({ type: 'listening', port: message.port });
  };
  await start();
  const kept = app.logs.reduce((sum, { text }) => sum + text.length, 0);
  expect(kept).toBeLessThan(LIMITS.logCharacters + 1_000);
  expect(app.logs.length).toBeGreaterThan(60);
});

test('database bytes go both ways, and a stopped app loses its connections', async () => {
  const heard: string[] = [];
  const usual = behave;
  const heardAnswer = new Promise<void>((resolve) => {
    behave = (message, say) => {
      if (message.type === 'start') {
        say({ type: 'database-connect', connection: 4 });
        say({ type: 'database-data', connection: 4, bytes: new TextEncoder().encode('hello') });
      }
      if (message.type === 'database-data') {
        heard.push(new TextDecoder().decode(message.bytes));
        resolve();
      }
      usual(message, say);
    };
  });
  await start();
  expect(database.map(({ received }) => received)).toEqual(['hello']);
  // A view: only its own bytes may go.
  database[0]?.peer.send(new TextEncoder().encode('..world..').subarray(2, 7));
  await heardAnswer;
  expect(heard).toEqual(['world']);
  await app.stop();
  expect(ended).toEqual(['worker', 'connection']);
});
