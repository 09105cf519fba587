/** `fs` on a file system in memory: the learner's files in /app, /tmp, and the standard streams as 1 and 2. */
import type { Files } from '../../../runtime.ts';
import { libraries } from '../libraries/libraries.ts';
import { Buffer } from './buffer.ts';
import { host } from './process.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type FileSystem = Record<string, unknown> & { promises: Record<string, AnyFunction> };

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

/** What lies in /app; to be told before the first use. */
export function openFiles(given: Files): void {
  addFiles('/app', given);
}

/** Puts files into a folder, also when the file system is in use already. */
export function addFiles(folder: string, given: Files): void {
  for (const [path, text] of Object.entries(given)) files[`${folder}/${path}`] = text;
  volume?.fromJSON(given, folder);
}

/** The module, made when something first asks for it. */
export function fileSystem(): FileSystem {
  if (made) return made;
  const { Volume, createFsFromVolume } = libraries.load('memfs') as Memfs;
  volume = Volume.fromJSON(files, '/');
  for (const folder of ['/app', '/tmp', '/home/node']) volume.mkdirSync(folder, { recursive: true });
  const fs = { ...createFsFromVolume(volume) };
  const isStandard = (fd: unknown): fd is 1 | 2 => fd === 1 || fd === 2;
  const print = (fd: 1 | 2, data: unknown): number => {
    const text = typeof data === 'string' ? data : Buffer.from(data as Uint8Array).toString();
    host.write(fd === 1 ? 'stdout' : 'stderr', text);
    return typeof data === 'string' ? Buffer.byteLength(data) : (data as Uint8Array).byteLength;
  };
  const plain = { ...fs } as Record<string, AnyFunction>;
  fs.writeSync = (fd: unknown, data: unknown, ...rest: unknown[]) =>
    isStandard(fd) ? print(fd, data) : plain.writeSync?.(fd, data, ...rest);
  fs.write = (fd: unknown, data: unknown, ...rest: unknown[]) => {
    if (!isStandard(fd)) return plain.write?.(fd, data, ...rest);
    const length = print(fd, data);
    const callback = rest.at(-1) as AnyFunction;
    return process.nextTick(callback, null, length, data);
  };
  fs.writeFileSync = (target: unknown, ...rest: unknown[]) =>
    isStandard(target) || target === '/dev/stdout' || target === '/dev/stderr'
      ? void print(target === 2 || target === '/dev/stderr' ? 2 : 1, rest[0])
      : plain.writeFileSync?.(target, ...rest);
  fs.fsyncSync = (fd: unknown) => (isStandard(fd) ? undefined : plain.fsyncSync?.(fd));
  fs.fsync = (fd: unknown, callback: AnyFunction) =>
    isStandard(fd) ? process.nextTick(callback, null) : plain.fsync?.(fd, callback);
  made = fs;
  return fs;
}
