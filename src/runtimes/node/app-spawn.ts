/** The operating system's side of an app process: its flags, and the pipe on which it is controlled. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../runtime.ts';
import { appHostScript } from './app-host-script.ts';
import { CONTROL_FD } from './control.ts';

/** Lines of JSON to and from an app process. */
export interface AppControl {
  send(line: string): void;
  /** Returns the way to stop listening. */
  onLine(listener: (line: string) => void): () => void;
  /** Lets our own process end although lines may come. */
  unref(): void;
  destroy(): void;
}

export interface SpawnedAppHost {
  child: ChildProcess;
  control: AppControl;
}

/** Longer ones are not from our part of the process: that one writes short lines. */
const LONGEST_LINE = 1_000_000;

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** `folder`: the app's own; `packages`: what is loaded before the app comes. */
export function spawnAppHost(folder: string, packages: readonly string[]): SpawnedAppHost {
  const [command, args] = limited(process.execPath, [...flags(folder), appHostScript(), ...packages]);
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { child, control: pipeControl(child.stdio[CONTROL_FD] as Duplex) };
}

function pipeControl(pipe: Duplex): AppControl {
  const listeners = new Set<(line: string) => void>();
  let pending = '';
  pipe.on('error', () => {});
  pipe.setEncoding('utf8');
  pipe.on('data', (text: string) => {
    pending += text;
    // An app may send a line without an end: what was looked through already is not looked through again.
    if (!text.includes('\n')) {
      if (pending.length > LONGEST_LINE) pending = '';
      return;
    }
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 1);
      for (const listener of listeners) listener(line);
    }
  });
  return {
    send: (line) => void pipe.write(`${line}\n`),
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unref: () => (pipe as Partial<{ unref(): void }>).unref?.(),
    destroy: () => void pipe.destroy(),
  };
}

/**
 * What the system itself keeps, which no code in the process gets around: no core dump, 1024 open files and sockets, 64 MB
 * a file, 2 GB of memory. The last is for what grows between two looks (see app-footprint.ts): of it a Node that has
 * done nothing yet counts 0.6 GB. A limit that a system does not know is left out.
 */
const SYSTEM_LIMITS = ['-c 0', '-n 1024', '-f 131072', '-d 2000000'];

/** Sets the limits in the shell that then becomes the process: its number, pipes and group stay. */
function limited(program: string, args: readonly string[]): [command: string, args: string[]] {
  if (process.platform === 'win32') return [program, [...args]];
  const limits = SYSTEM_LIMITS.map((limit) => `ulimit ${limit} 2>/dev/null || :`).join('; ');
  return ['/bin/sh', ['-c', `${limits}; exec "$0" "$@"`, program, ...args]];
}

function flags(folder: string): string[] {
  return [
    `--max-old-space-size=${LIMITS.heapMegabytes}`,
    '--disable-sigusr1',
    '--no-deprecation',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    // The app reads itself and what it may import: not the suite, not the solution; it writes beside itself only.
    '--permission',
    // SQLite opens files by itself, wherever they are: the permissions do not hold for it.
    '--no-experimental-sqlite',
    '--allow-addons',
    `--allow-fs-read=${folder}${sep}*`,
    `--allow-fs-read=${join(project, 'node_modules', '*')}`,
    `--allow-fs-read=${join(project, 'package.json')}`,
    `--allow-fs-read=${appHostScript()}`,
    // Where packages with native parts look which system this is.
    '--allow-fs-read=/etc/alpine-release',
    '--allow-fs-read=/usr/bin/ldd',
    `--allow-fs-write=${folder}`,
    `--allow-fs-write=${folder}${sep}*`,
  ];
}
