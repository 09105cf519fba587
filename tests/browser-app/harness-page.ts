/** Runs in the page of the tests: takes workers from a real pool and speaks app-link with them. */
import { createAppWorkerPool } from '../../src/runtimes/browser/app/app-worker-pool.ts';
import type { FromApp, ToApp } from '../../src/runtimes/browser/app-link.ts';
import type { AppFault } from '../../src/runtimes/faults.ts';
import { type HttpRequest, LIMITS, type LogEntry } from '../../src/runtimes/runtime.ts';

export interface StartOptions {
  files: Record<string, string>;
  entry?: string;
  env?: Record<string, string>;
  port?: number;
  epochMs?: number;
}

export interface PlainAnswer {
  status: number;
  headers: Array<[string, string]>;
  body: string;
  broken?: string;
  /** The body as it came; only inside of the page. */
  bytes?: Uint8Array;
}

/** A request whose body is in base64, and its answer likewise: bytes come through to a page as text only. */
export interface SealedRequest extends Omit<HttpRequest, 'body'> {
  body?: string;
}
export interface SealedAnswer extends Omit<PlainAnswer, 'bytes'> {
  body: string;
}

interface Running {
  send(message: ToApp): void;
  terminate(): void;
  log: string;
  printed: Record<LogEntry['stream'], string>;
  fault: AppFault | undefined;
  dead: string | undefined;
  started: Promise<{ port?: number; fault?: AppFault }>;
  over: Promise<AppFault>;
  waiting: Map<number, (answer: PlainAnswer) => void>;
  settled: Map<number, () => void>;
}

/** Set by `BrowserHarness.connectDatabase`: the other end is in Node. */
declare const databaseCall: (
  app: number,
  type: 'connect' | 'data' | 'closed',
  connection: number,
  base64: string,
) => Promise<void>;

const pool = createAppWorkerPool({ baseUrl: '/runtime/' });
const apps = new Map<number, Running>();
let nextApp = 1;
let nextMessage = 1;

const toBase64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function start(options: StartOptions): Promise<number> {
  const worker = await pool.take();
  const id = nextApp++;
  const started = Promise.withResolvers<{ port?: number; fault?: AppFault }>();
  const over = Promise.withResolvers<AppFault>();
  const app: Running = {
    send: (message) => worker.port.postMessage(message),
    terminate: () => worker.terminate(),
    log: '',
    printed: { stdout: '', stderr: '' },
    fault: undefined,
    dead: undefined,
    started: started.promise,
    over: over.promise,
    waiting: new Map(),
    settled: new Map(),
  };
  worker.onDeath((message) => {
    app.dead = message;
    console.log(`worker died: ${message}`);
    started.resolve({});
  });
  worker.port.onmessage = ({ data }: MessageEvent<FromApp>) => {
    switch (data.type) {
      case 'listening':
        started.resolve({ port: data.port });
        return;
      case 'fault':
        app.fault = data.fault;
        started.resolve({ fault: data.fault });
        over.resolve(data.fault);
        for (const answer of app.waiting.values())
          answer({ status: 0, headers: [], body: '', broken: 'fault' });
        return;
      case 'log':
        app.log += data.entry.text;
        app.printed[data.entry.stream] += data.entry.text;
        return;
      case 'answer': {
        const { status, headers, body } = data.response;
        app.waiting.get(data.id)?.({
          status,
          headers: headers.map(([name, value]) => [name, value]),
          body: decode(body),
          bytes: body,
        });
        return;
      }
      case 'answer-broken':
        app.waiting.get(data.id)?.({ status: 0, headers: [], body: '', broken: data.message });
        return;
      case 'database-connect':
        void databaseCall(id, 'connect', data.connection, '');
        return;
      case 'database-data':
        void databaseCall(id, 'data', data.connection, toBase64(data.bytes));
        return;
      case 'database-closed':
        void databaseCall(id, 'closed', data.connection, '');
        return;
      case 'pong':
      case 'clock-set':
        app.settled.get(data.id)?.();
    }
  };
  apps.set(id, app);
  app.send({
    type: 'start',
    start: {
      files: options.files,
      entry: options.entry ?? Object.keys(options.files)[0] ?? 'server.ts',
      env: { NODE_ENV: 'production', ...options.env },
    },
    port: options.port ?? 3000,
    databaseUrl: 'postgres://app:app@127.0.0.1:5432/app',
    epochMs: options.epochMs ?? Date.now(),
    steady: true,
  });
  return id;
}

function get(id: number): Running {
  const app = apps.get(id);
  if (!app) throw new Error(`no app ${id}`);
  return app;
}

function settled(app: Running, message: (id: number) => ToApp): Promise<void> {
  const id = nextMessage++;
  return new Promise((resolve) => {
    app.settled.set(id, resolve);
    app.send(message(id));
  });
}

function send(app: Running, request: HttpRequest): Promise<PlainAnswer> {
  const message = nextMessage++;
  if (app.fault) return Promise.resolve({ status: 0, headers: [], body: '', broken: 'fault' });
  const { promise, resolve } = Promise.withResolvers<PlainAnswer>();
  const late = setTimeout(() => {
    app.send({ type: 'abandon', id: message });
    resolve({ status: 0, headers: [], body: '', broken: 'no answer' });
  }, LIMITS.answerMs);
  app.waiting.set(message, resolve);
  app.send({ type: 'request', id: message, request });
  return promise.finally(() => {
    clearTimeout(late);
    app.waiting.delete(message);
  });
}

/** One after another, on one app. */
async function batch(id: number, requests: readonly SealedRequest[]): Promise<SealedAnswer[]> {
  const app = get(id);
  const answers: SealedAnswer[] = [];
  for (const request of requests) {
    const body = request.body === undefined ? undefined : fromBase64(request.body);
    const { bytes, ...answer } = await send(app, { ...request, body });
    answers.push({ ...answer, body: bytes ? toBase64(bytes) : '' });
  }
  return answers;
}

export const harness = {
  batch,
  printed: (id: number) => get(id).printed,
  open: (baseUrl: string) => createAppWorkerPool({ baseUrl, spares: 0 }),
  databaseData: (id: number, connection: number, base64: string) =>
    get(id).send({ type: 'database-data', connection, bytes: fromBase64(base64) }),
  databaseClosed: (id: number, connection: number) => get(id).send({ type: 'database-closed', connection }),
  start,
  started: (id: number) => get(id).started,
  over: (id: number) => get(id).over,
  log: (id: number) => get(id).log,
  dead: (id: number) => get(id).dead,
  stop: (id: number) => get(id).terminate(),
  setClock: (id: number, epochMs: number) =>
    settled(get(id), (message) => ({ type: 'set-clock', id: message, epochMs })),
  ping: (id: number) => settled(get(id), (message) => ({ type: 'ping', id: message })),
  request(
    id: number,
    request: Omit<HttpRequest, 'body'> & { body?: string },
    abandon = false,
  ): Promise<PlainAnswer> {
    const message = nextMessage++;
    const app = get(id);
    return new Promise((resolve) => {
      app.waiting.set(message, ({ bytes: _bytes, ...answer }) => resolve(answer));
      const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
      app.send({ type: 'request', id: message, request: { ...request, body } });
      if (abandon) {
        app.send({ type: 'abandon', id: message });
        resolve({ status: 0, headers: [], body: '', broken: 'abandoned' });
      }
    });
  },
};

export type Harness = typeof harness;
(globalThis as unknown as { harness: Harness }).harness = harness;
