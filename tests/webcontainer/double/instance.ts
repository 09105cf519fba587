/** One instance of the double: a temporary folder, and real Node processes in it behind something like a terminal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from '../../../src/runtimes/webcontainer/build/tree.ts';
import type { Faults, RunOptions, Told } from './wire.ts';

const preload = fileURLToPath(new URL('tell-ports.cjs', import.meta.url));

/** As a terminal shows what was written to it. */
const shown = (text: string) => text.replace(/\r?\n/g, '\r\n');

/** A program that neither listens nor ends. */
const DEAF = ['-e', 'setInterval(() => {}, 1000)'];

export class Instance {
  readonly folder = mkdtempSync(join(tmpdir(), 'other90-double-'));
  /** What was run, for tests to look at. */
  readonly ran: RunOptions[] = [];
  private readonly faults: () => Faults;
  private readonly processes: ChildProcess[] = [];
  private readonly proxies = new Map<number, Server>();
  private readonly portsFile = join(this.folder, '.ports');
  private readonly stopWatching: () => void;
  private listener: ((told: Told) => void) | undefined;
  private waiting: Told[] = [];
  private portsSeen = 0;

  constructor(faults: () => Faults) {
    this.faults = faults;
    appendFileSync(this.portsFile, '');
    const watcher = watch(this.portsFile, () => void this.openPorts());
    this.stopWatching = () => watcher.close();
  }

  /** Everything told so far, then what comes. */
  follow(listener: (told: Told) => void): void {
    this.listener = listener;
    for (const told of this.waiting.splice(0)) listener(told);
  }

  tell(told: Told): void {
    if (this.listener) this.listener(told);
    else this.waiting.push(told);
  }

  path(path: string): string {
    const full = resolve(this.folder, path);
    if (full !== this.folder && !full.startsWith(this.folder + sep)) throw new Error(`EACCES: '${path}'`);
    return full;
  }

  async readFile(path: string, encoding?: string): Promise<string | Uint8Array> {
    const bytes = await readFile(this.path(path));
    return encoding === undefined ? new Uint8Array(bytes) : bytes.toString('utf8');
  }

  async readdir(path: string): Promise<Array<{ name: string; isFolder: boolean }>> {
    const entries = await readdir(this.path(path), { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<undefined> {
    await writeFile(this.path(path), data);
  }

  async mkdir(path: string): Promise<undefined> {
    await mkdir(this.path(path), { recursive: true });
  }

  async rm(path: string): Promise<undefined> {
    await rm(this.path(path), { recursive: true, force: true });
  }

  async rename(from: string, to: string): Promise<undefined> {
    await rename(this.path(from), this.path(to));
  }

  async loadFiles(mountPoint: string, bytes: Uint8Array): Promise<undefined> {
    const text = new TextDecoder().decode(bytes);
    if (!text.startsWith('{')) throw new Error('The double mounts JSON trees only.');
    await this.mount(JSON.parse(text) as Tree, this.path(mountPoint));
  }

  run(options: RunOptions): number {
    this.ran.push(options);
    const faults = this.faults();
    const number = this.processes.length;
    const [command, args] = programOf(options, faults);
    const child = spawn(command, args, {
      cwd: this.path(options.cwd ?? '.'),
      env: {
        PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
        HOME: this.folder,
        PS1: '$ ',
        NODE_OPTIONS: `--require=${preload}`,
        DOUBLE_PORTS: this.portsFile,
        ...Object.fromEntries(
          Object.entries(options.env ?? {}).map(([name, value]) => [name, String(value)]),
        ),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.processes.push(child);
    child.stdin.on('error', () => {});
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => this.output(number, shown(text)));
    }
    child.once('close', (code) => {
      if (faults.neverExits) return;
      if (!faults.outputNeverCloses) this.tell({ type: 'closed', process: number });
      this.tell({ type: 'exit', process: number, code: code ?? 137 });
    });
    return number;
  }

  /** A terminal echoes what is typed, and a return becomes a line feed. */
  write(number: number, data: string): undefined {
    this.output(number, shown(data.replaceAll('\r', '\n')));
    this.processes[number]?.stdin?.write(data.replaceAll('\r', '\n'));
  }

  kill(number: number): undefined {
    const child = this.processes[number];
    if (child) end(child);
  }

  async close(): Promise<void> {
    this.stopWatching();
    for (const child of this.processes) end(child);
    for (const proxy of this.proxies.values()) {
      proxy.close();
      proxy.closeAllConnections();
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  private output(number: number, text: string): void {
    this.tell({ type: 'output', process: number, data: new TextEncoder().encode(text) });
  }

  private async mount(tree: Tree, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [name, entry] of Object.entries(tree.d)) {
      if ('d' in entry) await this.mount(entry, join(folder, name));
      else await writeFile(join(folder, name), entry.f.c);
    }
  }

  private async openPorts(): Promise<void> {
    const ports = (await readFile(this.portsFile, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const fresh = ports.slice(this.portsSeen);
    this.portsSeen = ports.length;
    if (this.faults().noServerReady) return;
    for (const port of fresh.map(Number)) {
      this.tell({ type: 'server-ready', port, url: await this.previewOf(port) });
    }
  }

  /** An address that an isolated page may show in a frame. */
  private async previewOf(port: number): Promise<string> {
    const proxy =
      this.proxies.get(port) ??
      createServer((incoming, outgoing) => {
        const { method, url: path, headers } = incoming;
        const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, {
            ...answer.headers,
            'cross-origin-embedder-policy': 'require-corp',
            'cross-origin-resource-policy': 'cross-origin',
          });
          answer.pipe(outgoing);
        });
        onward.on('error', () => outgoing.writeHead(502).end());
        incoming.pipe(onward);
      });
    if (!proxy.listening) {
      this.proxies.set(port, proxy);
      await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    }
    return `http://localhost:${(proxy.address() as AddressInfo).port}/`;
  }
}

function programOf({ command, args }: RunOptions, faults: Faults): [string, string[]] {
  if (faults.exit1)
    return [process.execPath, ['-e', 'console.error("Error: no such thing"); process.exit(1)']];
  if (faults.neverExits) return [process.execPath, DEAF];
  if (command === 'node') return [process.execPath, args];
  // The container's own shell.
  if (command === 'jsh') return ['/bin/sh', ['-i']];
  throw new Error(`command not found: ${command}`);
}

/** With all that it has started. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
