/** What an attack is let loose on: a home with a secret, doors at which nobody should knock, another process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppFault } from '../../src/runtimes/faults.ts';
import type { LogEntry } from '../../src/runtimes/runtime.ts';
import type { Harm } from './attack.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Stands in for another host: loopback is a whole network, and the app's own address is another one of it. */
export const OTHER_HOST = '127.0.0.2';

export interface World {
  /** Stands in the home folder and in the environment of whoever grades. */
  secret: string;
  home: string;
  /** Somebody else's server on this machine. */
  port: number;
  /** The same on another host. */
  otherHostPort: number;
  udpPort: number;
  /** A socket in the file system, as Docker's. */
  socketPath: string;
  /** A port that nobody has. */
  freePort: number;
  neighbour: number;
  /** What an attack has done so far. */
  harm(told: string): Promise<Harm>;
  close(): Promise<void>;
}

/** What is known of one run of an attack. */
export interface Seen {
  answer: string;
  logs: string;
  fault: AppFault | undefined;
  harm: Harm;
}

export const textOf = (entries: readonly LogEntry[]) => entries.map(({ text }) => text).join('');

/** One secret for a whole test file: the grader's process keeps the environment that it was started with. */
export const SECRET = `secret-${randomUUID()}`;

export async function makeWorld({ withNeighbour = false } = {}): Promise<World> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'other90-home-')));
  await mkdir(join(home, '.ssh'));
  await writeFile(join(home, '.ssh/id_ed25519'), `${SECRET}\n`, { mode: 0o600 });
  await writeFile(join(home, 'grades.json'), `{ "secret": "${SECRET}" }\n`);
  await writeFile(join(home, '.env'), `SECRET=${SECRET}\n`);
  await writeFile(join(home, 'module.mjs'), `export default '${SECRET}';\n`);
  await writeFile(join(home, 'common.cjs'), `module.exports = '${SECRET}';\n`);

  let knocks = 0;
  const knocked = () => {
    knocks += 1;
  };
  const socketPath = join(home, 'daemon.sock');
  const [own, other, named] = [tcpServer(knocked), tcpServer(knocked), tcpServer(knocked)];
  const udp = createSocket('udp4').on('message', knocked);
  await Promise.all([
    listening(own, { port: 0, host: '127.0.0.1' }),
    listening(other, { port: 0, host: OTHER_HOST }),
    listening(named, { path: socketPath }),
    new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve)),
  ]);
  const spare = tcpServer(knocked);
  await listening(spare, { port: 0, host: '127.0.0.1' });
  const freePort = (spare.address() as AddressInfo).port;
  await closed(spare);

  const neighbour = withNeighbour ? await startNeighbour() : undefined;
  const before = await snapshot(home);
  return {
    secret: SECRET,
    home,
    port: (own.address() as AddressInfo).port,
    otherHostPort: (other.address() as AddressInfo).port,
    udpPort: udp.address().port,
    socketPath,
    freePort,
    neighbour: neighbour?.child.pid ?? 0,
    async harm(told) {
      return {
        secretTold: told.includes(SECRET),
        homeChanged: (await snapshot(home)) !== before,
        knocks: knocks > 0,
        neighbourHarmed: neighbour?.isHarmed() ?? false,
      };
    },
    async close() {
      neighbour?.child.kill('SIGKILL');
      await Promise.all([closed(own), closed(other), closed(named), closedUdp(udp)]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const tcpServer = (knocked: () => void) =>
  createServer((socket) => {
    knocked();
    socket.on('error', () => {});
    socket.destroy();
  });

async function listening(server: Server, where: { port: number; host: string } | { path: string }) {
  server.listen(where);
  await once(server, 'listening');
}

const closed = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
const closedUdp = (socket: UdpSocket) => new Promise<void>((resolve) => socket.close(() => resolve()));

/** A Node of somebody's: SIGUSR1 would open its debugger, which it would tell on standard error. */
async function startNeighbour(): Promise<{ child: ChildProcess; isHarmed(): boolean }> {
  const child = spawn(
    process.execPath,
    ['--inspect-port=0', '-e', 'setInterval(() => {}, 1000); console.log("up")'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  await once(child.stdout, 'data');
  const priority = getPriority(child.pid);
  return {
    child,
    isHarmed: () =>
      child.exitCode !== null ||
      child.signalCode !== null ||
      errors !== '' ||
      getPriority(child.pid) !== priority,
  };
}

/** Everything about a folder that an attack could change, as text. */
async function snapshot(folder: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (at: string): Promise<void> => {
    for (const name of (await readdir(at)).sort()) {
      const path = join(at, name);
      const found = await lstat(path);
      lines.push([path, found.mode, found.size, found.mtimeMs, found.nlink].join(' '));
      if (found.isDirectory()) await walk(path);
      else if (found.isFile()) lines.push(await readFile(path, 'latin1'));
    }
  };
  await walk(folder);
  return lines.join('\n');
}
