/** Builtins of a few lines each. */
import { unavailable } from '../worker/errors.ts';
import { clearImmediate, nextTick, setImmediate } from '../worker/ticks.ts';
import { EventEmitter } from './events.ts';
import { Agent, clientFunctions, noNetwork } from './http.ts';
import { Server, Socket } from './net.ts';
import { Readable, Writable } from './stream.ts';

type Callback = (error: Error | null, ...values: unknown[]) => void;

const refuse = (what: string, instead?: string) => (): never => {
  throw unavailable(what, instead);
};

/** A class that can be named and extended, and not made. */
const refusedClass = (what: string, instead?: string) =>
  class extends EventEmitter {
    constructor() {
      super();
      throw unavailable(what, instead);
    }
  };

const PROXY = 'The proxy in front of the app ends TLS; the app speaks plain HTTP.';

export const https = {
  Agent,
  Server: refusedClass('https.Server', PROXY),
  createServer: refuse('https.createServer', PROXY),
  globalAgent: new Agent(),
  ...clientFunctions('https'),
};

class TLSSocket extends Socket {
  encrypted = true;
}

export const tls = {
  CLIENT_RENEG_LIMIT: 3,
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  Server,
  TLSSocket,
  checkServerIdentity: () => undefined,
  connect: (...args: unknown[]): TLSSocket => {
    const socket = new TLSSocket();
    void args;
    nextTick(() => socket.destroy(noNetwork('tls.connect')));
    return socket;
  },
  createSecureContext: () => ({}),
  createServer: refuse('tls.createServer', PROXY),
  getCiphers: () => [],
  rootCertificates: [],
};

function lookUp(host: string): string {
  if (host === 'localhost') return '127.0.0.1';
  if (/^[\d.]+$|:/.test(host)) return host;
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: host,
  });
}

const dnsNames = [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveMx',
  'resolveTxt',
  'resolveNs',
  'resolveSrv',
  'resolveCname',
  'reverse',
];
const refusedQuery = (name: string, host: unknown) =>
  Object.assign(new Error(`query${name} ENOTFOUND ${String(host)}`), {
    code: 'ENOTFOUND',
    syscall: `query${name}`,
    hostname: host,
  });

export const dnsPromises = {
  lookup: async (host: string) => ({ address: lookUp(host), family: 4 }),
  ...Object.fromEntries(
    dnsNames.map((name) => [name, (host: unknown) => Promise.reject(refusedQuery(name, host))]),
  ),
};

export const dns = {
  lookup(host: string, options: unknown, callback?: Callback): void {
    const done = (callback ?? options) as Callback;
    const all = typeof options === 'object' && options !== null && (options as { all?: boolean }).all;
    nextTick(() => {
      try {
        const address = lookUp(host);
        if (all) done(null, [{ address, family: 4 }]);
        else done(null, address, 4);
      } catch (error) {
        done(error as Error);
      }
    });
  },
  ...Object.fromEntries(
    dnsNames.map((name) => [
      name,
      (host: unknown, ...rest: unknown[]) =>
        nextTick(() => (rest.at(-1) as Callback)(refusedQuery(name, host))),
    ]),
  ),
  getServers: () => ['127.0.0.1'],
  setDefaultResultOrder: () => {},
  getDefaultResultOrder: () => 'verbatim',
  promises: dnsPromises,
};

export const os = {
  EOL: '\n',
  arch: () => 'x64',
  availableParallelism: () => 2,
  constants: {
    signals: { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 },
    errno: {},
    priority: {},
  },
  cpus: () =>
    Array.from({ length: 2 }, () => ({
      model: 'virtual',
      speed: 2000,
      times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
    })),
  devNull: '/dev/null',
  endianness: () => 'LE',
  freemem: () => 256_000_000,
  homedir: () => '/home/node',
  hostname: () => 'app',
  loadavg: () => [0, 0, 0],
  machine: () => 'x86_64',
  networkInterfaces: () => ({
    lo: [
      {
        address: '127.0.0.1',
        netmask: '255.0.0.0',
        family: 'IPv4',
        mac: '00:00:00:00:00:00',
        internal: true,
        cidr: '127.0.0.1/8',
      },
    ],
  }),
  platform: () => 'linux',
  release: () => '6.1.0',
  tmpdir: () => '/tmp',
  totalmem: () => 512_000_000,
  type: () => 'Linux',
  uptime: () => process.uptime(),
  userInfo: () => ({ uid: 1000, gid: 1000, username: 'node', homedir: '/home/node', shell: null }),
  version: () => '#1 SMP',
};

/** The clock puts the timers in. */
export const timersPromises: Record<string, unknown> = {
  setImmediate: (value: unknown) => new Promise((resolve) => setImmediate(() => resolve(value))),
  scheduler: { yield: () => new Promise<void>((resolve) => setImmediate(() => resolve())) },
};
export const timers: Record<string, unknown> = { setImmediate, clearImmediate, promises: timersPromises };

export const perfHooks = {
  get performance() {
    return globalThis.performance;
  },
  PerformanceObserver: globalThis.PerformanceObserver,
  PerformanceEntry: globalThis.PerformanceEntry,
  PerformanceMark: globalThis.PerformanceMark,
  PerformanceMeasure: globalThis.PerformanceMeasure,
  constants: {},
  monitorEventLoopDelay: () => ({
    enable: () => true,
    disable: () => true,
    reset: () => {},
    min: 0,
    max: 0,
    mean: 0,
    stddev: 0,
    percentile: () => 0,
  }),
  createHistogram: refuse('perf_hooks.createHistogram'),
};

const ONE_PROCESS = 'The app is one process without a shell.';
export const childProcess = {
  ChildProcess: refusedClass('child_process.ChildProcess', ONE_PROCESS),
  ...Object.fromEntries(
    ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'].map((name) => [
      name,
      refuse(`child_process.${name}`, ONE_PROCESS),
    ]),
  ),
};

export const cluster = Object.assign(new EventEmitter(), {
  isMaster: true,
  isPrimary: true,
  isWorker: false,
  workers: {},
  settings: {},
  fork: refuse('cluster.fork', 'The app is one process.'),
  setupPrimary: () => {},
});

export const workerThreads = {
  isMainThread: true,
  parentPort: null,
  workerData: null,
  threadId: 0,
  resourceLimits: {},
  SHARE_ENV: Symbol('nodejs.worker_threads.SHARE_ENV'),
  Worker: refusedClass('worker_threads.Worker', 'The app is one thread.'),
  MessageChannel: globalThis.MessageChannel,
  MessagePort: globalThis.MessagePort,
  getEnvironmentData: () => undefined,
  setEnvironmentData: () => {},
  markAsUntransferable: () => {},
};

export const tty = {
  isatty: () => false,
  ReadStream: class extends Readable {},
  WriteStream: class extends Writable {},
};

export const vm = {
  Script: refusedClass('vm.Script'),
  createContext: (context: object = {}) => context,
  isContext: () => false,
  ...Object.fromEntries(
    ['compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext'].map((name) => [
      name,
      refuse(`vm.${name}`),
    ]),
  ),
};

export const v8 = {
  getHeapStatistics: () => ({
    total_heap_size: 60_000_000,
    used_heap_size: 50_000_000,
    heap_size_limit: 256_000_000,
    total_available_size: 200_000_000,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
  }),
  serialize: refuse('v8.serialize'),
  deserialize: refuse('v8.deserialize'),
  setFlagsFromString: () => {},
};

export const readline = {
  createInterface: refuse('readline.createInterface', 'There is no standard input.'),
  Interface: refusedClass('readline.Interface'),
  clearLine: () => true,
  cursorTo: () => true,
};

async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

export const consumers = {
  buffer: collect,
  arrayBuffer: async (stream: AsyncIterable<unknown>) => new Uint8Array(await collect(stream)).buffer,
  blob: async (stream: AsyncIterable<unknown>) => new Blob([new Uint8Array(await collect(stream))]),
  json: async (stream: AsyncIterable<unknown>) => JSON.parse((await collect(stream)).toString()) as unknown,
  text: async (stream: AsyncIterable<unknown>) => (await collect(stream)).toString(),
};

export const streamWeb = Object.fromEntries(
  (
    'ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ' +
    'ReadableStreamDefaultController TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController ' +
    'WritableStreamDefaultWriter ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream ' +
    'CompressionStream DecompressionStream'
  )
    .split(' ')
    .map((name) => [name, (globalThis as unknown as Record<string, unknown>)[name]]),
);

export const constants = { ...os.constants.signals };
