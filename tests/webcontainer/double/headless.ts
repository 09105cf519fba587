/** The double's page: speaks the hosted runtime's protocol to the client, and HTTP to the helper behind it. */
import * as Comlink from 'comlink';
import { decode, encode } from '../../../src/runtimes/webcontainer/codec.ts';
import type { BytesMethod, Faults, HelperCalls, RunOptions, Told } from './wire.ts';

type Listener = (...args: unknown[]) => unknown;

async function call<M extends keyof HelperCalls>(
  method: M,
  ...args: HelperCalls[M][0]
): Promise<HelperCalls[M][1]> {
  const response = await fetch('/call', { method: 'POST', body: encode({ method, args }) });
  const answer = decode(await response.text()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value as HelperCalls[M][1];
}

async function sendBytes(
  instance: number,
  method: BytesMethod,
  path: string,
  body: Uint8Array,
): Promise<void> {
  const query = new URLSearchParams({ instance: String(instance), method, path });
  const response = await fetch(`/bytes?${query}`, { method: 'POST', body: body as Uint8Array<ArrayBuffer> });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
}

class Process {
  readonly onExit: Promise<number>;
  exited: (code: number) => void = () => {};
  readonly output: Listener | undefined;

  constructor(output: Listener | undefined) {
    this.output = output;
    this.onExit = new Promise((resolve) => {
      this.exited = resolve;
    });
  }
}

function makeInstance(id: number) {
  const listeners = new Map<string, Set<Listener>>();
  const processes = new Map<number, Process>();
  /** What came before the page knew the process's number. */
  let early: Told[] = [];
  const stream = new AbortController();

  function tell(told: Told): void {
    if (told.type === 'server-ready') emit('server-ready', told.port, told.url);
    else if (told.type === 'error') emit('error', { message: told.message });
    else {
      const running = processes.get(told.process);
      if (!running) early.push(told);
      else if (told.type === 'output') void running.output?.(told.data);
      else if (told.type === 'closed') void running.output?.(null);
      else running.exited(told.code);
    }
  }

  function emit(event: string, ...args: unknown[]): void {
    for (const listener of listeners.get(event) ?? []) void listener(...args);
  }

  void (async () => {
    const response = await fetch(`/stream?instance=${id}`, { signal: stream.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let pending = '';
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      pending += part.value;
      const lines = pending.split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) tell(decode(line) as Told);
    }
  })().catch(() => {});

  const fs = {
    readFile: (path: string, encoding?: string) => call('readFile', id, path, encoding ?? undefined),
    writeFile: (path: string, data: string | Uint8Array) =>
      typeof data === 'string' ? call('writeFile', id, path, data) : sendBytes(id, 'writeFile', path, data),
    async readdir(path: string, options?: { withFileTypes?: boolean }) {
      const entries = await call('readdir', id, path);
      if (!options?.withFileTypes) return entries.map(({ name }) => name);
      return entries.map(({ name, isFolder }) => ({ name, 'Symbol(type)': isFolder ? 2 : 1 }));
    },
    mkdir: (path: string) => call('mkdir', id, path),
    rm: (path: string) => call('rm', id, path),
    rename: (from: string, to: string) => call('rename', id, from, to),
  };

  return {
    fs: () => Comlink.proxy(fs),
    previewScript: () => '',
    runtimeInfo: () => ({ path: '/usr/bin:/bin', cwd: '/home/other90' }),
    loadFiles: (bytes: Uint8Array, { mountPoints = '.' }: { mountPoints?: string }) =>
      sendBytes(id, 'loadFiles', mountPoints, bytes),
    async run(options: RunOptions, _stdout?: Listener, _stderr?: Listener, output?: Listener) {
      const number = await call('run', id, options);
      const running = new Process(output);
      processes.set(number, running);
      const before = early;
      early = [];
      for (const told of before) tell(told);
      // The client does not wait for one piece of input before it sends the next; requests may overtake each other.
      let typed: Promise<unknown> = Promise.resolve();
      return Comlink.proxy({
        onExit: running.onExit,
        write: (data: string) => {
          typed = typed.then(() => call('write', id, number, data)).catch(() => {});
          return typed;
        },
        kill: () => call('kill', id, number),
        resize() {},
      });
    },
    on(event: string, listener: Listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      return Comlink.proxy(() => known.delete(listener));
    },
    serialize: () => Promise.reject(new Error('The double does not export.')),
    setPreviewScript() {},
    setCredentials() {},
    async teardown() {
      stream.abort();
      await call('teardown', id);
    },
  };
}

const server = {
  async build() {
    if ((await readFaults()).buildRejects) throw new Error('Unable to create more instances');
    return Comlink.proxy(makeInstance(await call('build')));
  },
};

const readFaults = async () => (await (await fetch('/faults')).json()) as Faults;

const faults = await readFaults();
if (faults.lateInit) await fetch('/released');
if (!faults.noInit) {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(server, port1);
  parent.postMessage({ type: 'init' }, '*', [port2]);
}
