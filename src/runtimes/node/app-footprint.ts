/** What an app process uses of the machine, as the system tells; where it does not (outside of Linux), nothing. */
import { opendirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../runtime.ts';

/** Memory beside the heap (buffers, code, native parts) that an app may use, in megabytes. */
const BESIDE_HEAP_MEGABYTES = 384;
/** All that it writes in its life: files, answers, statements, logs. An honest one stays below a tenth of it. */
const WRITTEN_MEGABYTES = 1_000;
/** Files and folders that may lie in its folder. */
const FILES = 2_000;

/** Why an app has to be ended. */
export type Excess = { kind: 'out-of-memory'; limitMegabytes: number } | { kind: 'excess'; did: string };

/** Looks once; cheap enough for twice a second. */
export function excessOf(pid: number | undefined, folder: string): Excess | undefined {
  if (memoryOf(pid) > LIMITS.heapMegabytes + BESIDE_HEAP_MEGABYTES) {
    return { kind: 'out-of-memory', limitMegabytes: LIMITS.heapMegabytes };
  }
  if (writtenBy(pid) > WRITTEN_MEGABYTES) {
    return { kind: 'excess', did: `wrote more than ${WRITTEN_MEGABYTES} MB` };
  }
  if (holdsMore(folder, FILES)) {
    return { kind: 'excess', did: `put more than ${FILES} files into its folder` };
  }
  return undefined;
}

/** Memory of a process in megabytes. */
export function memoryOf(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return (Number(pages) * 4096) / 1e6;
  } catch {
    return 0;
  }
}

/** Megabytes that a process has written, wherever to: a file that it has removed and holds open fills a disk, too. */
function writtenBy(pid: number | undefined): number {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0) / 1e6;
  } catch {
    return 0;
  }
}

/** Whether there are more entries than this below a folder; never looks at more. */
function holdsMore(folder: string, limit: number): boolean {
  const folders = [folder];
  let count = 0;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    try {
      const directory = opendirSync(at);
      try {
        for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
          count += 1;
          if (count > limit) return true;
          if (entry.isDirectory()) folders.push(join(at, entry.name));
        }
      } finally {
        directory.closeSync();
      }
    } catch {
      // It has just been removed, or is not to be read: nothing in it can be counted.
    }
  }
  return false;
}
