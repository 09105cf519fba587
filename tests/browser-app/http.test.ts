import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { piecesOf } from '../../src/runtimes/runtime.ts';
import { BrowserHarness } from './harness.ts';
import { HTTP_CASES, type HttpCase } from './http-cases.ts';

/** A server that runs the handlers; the same text in Node and in the worker. */
const SERVER = (cases: readonly HttpCase[]) => `
  const notes = {};
  const running = {};
  const load = (name) => import(name);
  const wait = async () => { for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setTimeout(resolve, 2)); };
  const handlers = [${cases.map(({ handler }) => `async (req, res, note) => { ${handler} }`).join(',\n')}];
  const server = http.createServer((req, res) => {
    const number = Number(req.headers['x-case']);
    // The handler may go on after its answer.
    if (req.url === '/notes') { Promise.resolve(running[number]).then(() => res.end(JSON.stringify(notes[number] ?? []))); return; }
    notes[number] = [];
    // As JSON at once: what is noted may change.
    const note = (value) => notes[number].push(JSON.parse(JSON.stringify(value ?? null)));
    res.on('error', () => {}); req.on('error', () => {});
    running[number] = handlers[number](req, res, note).catch((error) => { note('handler: ' + error.stack); res.end(); });
  });`;

interface Outcome {
  status: number;
  headers: Array<[string, string]>;
  body: string;
  broken: boolean;
  notes: unknown;
}

let harness: BrowserHarness;
let app: Awaited<ReturnType<BrowserHarness['serve']>>;
let real: http.Server;
beforeAll(async () => {
  harness = await BrowserHarness.open();
  app = await harness.serve({
    'server.mjs': `import http from 'node:http';\n${SERVER(HTTP_CASES)}\nserver.listen(process.env.PORT);`,
  });
  const make = new Function(
    'http',
    'load',
    `${SERVER(HTTP_CASES).replace('const load = (name) => import(name);', '')}\nreturn server;`,
  );
  real = make(http, (name: string) => import(/* @vite-ignore */ name)) as http.Server;
  await new Promise<void>((resolve) => real.listen(0, resolve));
});
afterAll(async () => {
  await harness.close();
  real.closeAllConnections();
  real.close();
});

const headersOf = (number: number, { headers = [], body, cuts }: HttpCase): Array<[string, string]> => [
  ['X-Case', String(number)],
  ...headers,
  ...(body === undefined ? [] : [lengthOf(body, cuts)]),
];

const lengthOf = (body: string, cuts: HttpCase['cuts']): [string, string] =>
  cuts ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(Buffer.byteLength(body))];

/** What Node's agent says unless it is told something else. */
const connectionOf = ({ headers = [] }: HttpCase): Array<[string, string]> =>
  headers.some(([name]) => name.toLowerCase() === 'connection') ? [] : [['Connection', 'keep-alive']];

/** `Date` is compared by its presence. */
const settled = (headers: Array<[string, string]>): Array<[string, string]> =>
  headers.map(([name, value]) => [name, name === 'Date' && value.endsWith('GMT') ? 'now' : value]);

const agent = new http.Agent({ keepAlive: true });

function sendToNode(
  path: string,
  method: string,
  headers: Array<[string, string]>,
  { body, cuts }: Pick<HttpCase, 'body' | 'cuts'> = {},
  by: http.Agent | false = agent,
): Promise<Omit<Outcome, 'notes'>> {
  return new Promise((resolve) => {
    const { port } = real.address() as AddressInfo;
    const sent = http.request(
      { port, host: '127.0.0.1', path, method, agent: by, headers: ['Host', 'x', ...headers.flat()] },
      (res) => {
        const chunks: Buffer[] = [];
        const end = (broken: boolean) => {
          const pairs: Array<[string, string]> = [];
          for (let n = 0; n < res.rawHeaders.length; n += 2)
            pairs.push([res.rawHeaders[n] ?? '', res.rawHeaders[n + 1] ?? '']);
          resolve({
            status: res.statusCode ?? 0,
            headers: settled(pairs),
            body: Buffer.concat(chunks).toString(),
            broken,
          });
        };
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => end(false));
        res.on('error', () => end(true));
      },
    );
    sent.on('error', () => resolve({ status: 0, headers: [], body: '', broken: true }));
    for (const piece of piecesOf({ body: body === undefined ? undefined : Buffer.from(body), cuts }))
      sent.write(piece);
    sent.end();
  });
}

async function inNode(number: number, given: HttpCase): Promise<Outcome> {
  const answer = await sendToNode(given.path ?? '/', given.method ?? 'GET', headersOf(number, given), given);
  // On a connection of its own: a handler may have cut the other one.
  const notes = await sendToNode('/notes', 'GET', [['X-Case', String(number)]], {}, false);
  return { ...answer, notes: JSON.parse(notes.body) };
}

async function inBrowser(number: number, given: HttpCase): Promise<Outcome> {
  const { broken, ...answer } = await app.request(given.path ?? '/', {
    method: given.method ?? 'GET',
    headers: [['Host', 'x'], ...headersOf(number, given), ...connectionOf(given)],
    body: given.body,
    cuts: given.cuts,
  });
  const notes = await app.request('/notes', {
    headers: [
      ['Host', 'x'],
      ['X-Case', String(number)],
    ],
  });
  return {
    ...answer,
    headers: settled(answer.headers),
    broken: broken !== undefined,
    notes: JSON.parse(notes.body),
  };
}

/** A broken answer is broken: how much of it came first differs. */
const comparable = (outcome: Outcome) => (outcome.broken ? { broken: true, notes: outcome.notes } : outcome);

describe('http answers as real Node does', () => {
  it.each(HTTP_CASES.map((given, number) => ({ ...given, number })))(
    '$name',
    async ({ number, ...given }) => {
      const [node, browser] = [await inNode(number, given), await inBrowser(number, given)];
      expect(comparable(browser)).toEqual(comparable(node));
    },
  );
});

describe('listening', () => {
  const told = async (code: string): Promise<unknown> => {
    const started = await harness.start({
      'server.mjs': `import http from 'node:http';\nconst tell = (v) => { console.log(JSON.stringify(v)); process.exit(); };\n${code}`,
    });
    const fault = await started.over();
    expect(fault, await started.log()).toEqual({ kind: 'exit', code: 0 });
    return JSON.parse(await started.log());
  };

  it.each([
    '3000',
    '"3000"',
    '{ port: 3000 }',
    '3000, "0.0.0.0"',
    '3000, "localhost"',
    '3000, 511',
    '{ port: 3000, host: "::" }',
  ])('by listen(%s)', async (args) => {
    expect(
      await told(
        `const s = http.createServer(); s.listen(${args}, () => tell([s.listening, s.address().port]));`,
      ),
    ).toEqual([true, 3000]);
  });

  it('twice at once is an error, and a port is for one', async () => {
    expect(
      await told(`const s = http.createServer().listen(3000); let code; try { s.listen(3001); } catch (e) { code = e.code; }
        http.createServer().listen(3000).on('error', (e) => tell([code, e.code, e.message, e.syscall, e.port]));`),
    ).toEqual([
      'ERR_SERVER_ALREADY_LISTEN',
      'EADDRINUSE',
      'listen EADDRINUSE: address already in use :::3000',
      'listen',
      3000,
    ]);
  });

  it('a bad port throws', async () => {
    expect(
      await told(
        'try { http.createServer().listen(70000); } catch (e) { tell([e.name, e.code, e.message]); }',
      ),
    ).toEqual([
      'RangeError',
      'ERR_SOCKET_BAD_PORT',
      'options.port should be >= 0 and < 65536. Received type number (70000).',
    ]);
  });

  it('closes, and listens again', async () => {
    expect(
      await told(
        `const s = http.createServer(); s.listen(3000, () => s.close(() => { s.listen(3000, () => s.close((e) => { http.createServer().close((e2) => tell([e ?? null, e2.code])); })); }));`,
      ),
    ).toEqual([null, 'ERR_SERVER_NOT_RUNNING']);
  });

  it('tells of every port, and of a hang-up', async () => {
    const server = await harness.serve({
      'server.mjs': `import http from 'node:http';
        http.createServer((req, res) => { if (req.url === '/end') return res.end('bye'); req.on('aborted', () => console.log('aborted')); req.on('close', () => console.log('req close')); res.on('close', () => console.log('res close', res.writableFinished)); }).listen(process.env.PORT);`,
    });
    await server.abandon('/');
    expect((await server.request('/end')).body).toBe('bye');
    expect((await server.log()).split('\n').sort()).toEqual(['', 'aborted', 'req close', 'res close false']);
    await server.stop();
  });

  it('has no way out', async () => {
    expect(
      await told(`import https from 'node:https'; import net from 'node:net'; import dns from 'node:dns/promises';
        const codes = [];
        for (const call of [() => http.get('http://example.com'), () => https.request('https://example.com'), () => new WebSocket('ws://x')]) { try { call(); } catch (e) { codes.push(e.message.includes('no network')); } }
        codes.push(await fetch('https://example.com').catch((e) => [e.name, e.message, e.cause.code]));
        codes.push(await new Promise((resolve) => net.connect(80, '10.0.0.1').on('error', (e) => resolve(e.code))));
        codes.push(await dns.lookup('example.com').catch((e) => e.code));
        tell(codes);`),
    ).toEqual([true, true, true, ['TypeError', 'fetch failed', 'ENETUNREACH'], 'ECONNREFUSED', 'ENOTFOUND']);
  });
});
