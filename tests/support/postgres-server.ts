/** A PostgreSQL server of the test's own, from the system's package: throw-away, on loopback, its clock movable. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { libfaketime } from './faketime.ts';

export interface TestServer {
  /** As superuser. */
  url: string;
  /** For `OTHER90_FAKETIME_FILE`: libfaketime reads it. */
  clockFile: string;
  /** The end of what it printed: why it crashed, for example. */
  log(): string;
  stop(): Promise<void>;
}

/** Characters of the log that are kept. */
const LOG_KEPT = 20_000;

/** @throws when the server or libfaketime is not installed: the message says how to get it. */
export async function startPostgres(): Promise<TestServer> {
  const bin = binaries();
  const faketime = libfaketime();
  const folder = mkdtempSync(join(tmpdir(), 'other90-postgres-'));
  const data = join(folder, 'data');
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, '+0');
  chmodSync(clockFile, 0o666);
  chmodSync(folder, 0o755);
  const user = asServerUser(folder);
  const run = (program: string) => [...user, join(bin, program)];
  const [initdb = '', ...before] = run('initdb');
  const options = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'];
  execFileSync(initdb, [...before, ...options], { stdio: 'pipe', cwd: folder });
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '64MB',
  };
  // Preloaded into the server only: in setpriv, still as root, libfaketime would make what the server can't open.
  const [postgres = '', ...args] = [...user, 'env', `LD_PRELOAD=${faketime}`, join(bin, 'postgres')];
  const child = spawn(
    postgres,
    [...args, '-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        FAKETIME_TIMESTAMP_FILE: clockFile,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        TZ: 'UTC',
      },
    },
  );
  let printed = '';
  // Read in any case: a server whose pipe is full waits in the middle of its work.
  child.stderr?.on('data', (text: Buffer) => {
    printed = (printed + text.toString()).slice(-LOG_KEPT);
  });
  const log = () => printed;
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    // Fast shutdown: open sessions are ended.
    await ended(child, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, clockFile, log, stop };
}

function binaries(): string {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base) : [];
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .find((v) => existsSync(join(base, v, 'bin/initdb')));
  if (!newest) throw new Error('No PostgreSQL server is installed: apt-get install postgresql');
  return join(base, newest, 'bin');
}

/** PostgreSQL refuses to run as root. The server ends with this process, however that ends. */
function asServerUser(folder: string): string[] {
  const prefix = ['setpriv', '--pdeathsig', 'INT'];
  if (process.getuid?.() !== 0) return prefix;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  chownSync(folder, uid, gid);
  return [...prefix, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
}

async function answers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log()}`);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`PostgreSQL did not answer: ${log()}`);
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
