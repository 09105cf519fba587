/** `fs` on a file system in memory: the learner's files in /app, /tmp, and the standard streams as 1 and 2. */
import type { Files } from '../../../runtime.ts';
import { libraries } from '../libraries/libraries.ts';
import { nextTick } from '../worker/ticks.ts';
import { Buffer } from './buffer.ts';
import { lazyModule } from './lazy-module.ts';
import { host } from './process.ts';

/** Taken from Node when this script is built. */
declare const __NODE_FS__: { names: string[]; promises: string[]; constants: Record<string, number> };

type AnyFunction = (...args: unknown[]) => unknown;
type FileSystem = Record<string, unknown> & { promises: Record<string, unknown> };

interface MemoryVolume {
  fromJSON(files: Files, folder: string): void;
  mkdirSync(path: string, options: { recursive: boolean }): void;
}

interface Memfs {
  Volume: { fromJSON(files: Files, folder: string): MemoryVolume };
  createFsFromVolume(volume: unknown): FileSystem;
}

const files: Record<string, string> = {};
let volume: MemoryVolume | undefined;
let made: FileSystem | undefined;

/** Puts files into a folder, also when the file system is in use already. */
export function addFiles(folder: string, given: Files): void {
  for (const [path, text] of Object.entries(given)) files[`${folder}/${path}`] = text;
  volume?.fromJSON(given, folder);
}

/** The inside, made when something is first called. */
function inMemory(): FileSystem {
  if (made) return made;
  const { Volume, createFsFromVolume } = libraries.load('memfs') as Memfs;
  volume = Volume.fromJSON(files, '/');
  for (const folder of ['/app', '/tmp', '/home/node']) volume.mkdirSync(folder, { recursive: true });
  made = createFsFromVolume(volume);
  return made;
}

const plain = (name: string, args: unknown[]): unknown => (inMemory()[name] as AnyFunction)(...args);

const standard = (target: unknown): 'stdout' | 'stderr' | undefined =>
  target === 1 || target === '/dev/stdout'
    ? 'stdout'
    : target === 2 || target === '/dev/stderr'
      ? 'stderr'
      : undefined;

/** Returns the number of bytes. */
function print(stream: 'stdout' | 'stderr', data: unknown): number {
  if (typeof data === 'string') {
    host.write(stream, data);
    return Buffer.byteLength(data);
  }
  const bytes = data as Uint8Array;
  host.write(stream, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  return bytes.byteLength;
}

/** What loggers do to the standard streams, without a file system. */
const onStandardStreams: Record<string, AnyFunction> = {
  writeSync(...args) {
    const stream = standard(args[0]);
    return stream ? print(stream, args[1]) : plain('writeSync', args);
  },
  write(...args) {
    const stream = standard(args[0]);
    if (!stream) return plain('write', args);
    const length = print(stream, args[1]);
    return nextTick(args.at(-1) as AnyFunction, null, length, args[1]);
  },
  writeFileSync(...args) {
    const stream = standard(args[0]);
    return stream ? void print(stream, args[1]) : plain('writeFileSync', args);
  },
  appendFileSync(...args) {
    const stream = standard(args[0]);
    return stream ? void print(stream, args[1]) : plain('appendFileSync', args);
  },
  fsyncSync: (...args) => (standard(args[0]) ? undefined : plain('fsyncSync', args)),
  fsync: (...args) => (standard(args[0]) ? nextTick(args.at(-1) as AnyFunction, null) : plain('fsync', args)),
};

type StatsClass = new (...args: unknown[]) => object;

/**
 * `fs.Stats` without the file system: Express names it when it loads, to know by `instanceof` what only a file system
 * that is in use can have made.
 */
class Stats {
  constructor(...args: unknown[]) {
    // biome-ignore lint/correctness/noConstructorReturn: what is made is the file system's own.
    return Reflect.construct(inMemory().Stats as StatsClass, args);
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return made !== undefined && value instanceof (made.Stats as StatsClass);
  }
}

const promises = lazyModule('node:fs/promises', __NODE_FS__.promises, () => inMemory().promises, {
  constants: __NODE_FS__.constants,
});

export const fileSystem = lazyModule('node:fs', __NODE_FS__.names, inMemory, {
  ...onStandardStreams,
  Stats,
  promises,
  constants: __NODE_FS__.constants,
});

export const fileSystemPromises = promises;
