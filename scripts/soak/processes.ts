/** Processes, as Linux tells of them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Seen {
  id: number;
  parent: number;
}

/** All processes that came from this one, those of its children included; none that only waits to be taken note of. */
export function descendants(of = process.pid): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const seen = all.map(Number).flatMap(statusOf);
  const found = new Set([of]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { id, parent } of seen) if (found.has(parent)) found.add(id);
  }
  found.delete(of);
  return [...found];
}

function statusOf(id: number): Seen[] {
  try {
    const [state, parent] = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? [] : [{ id, parent: Number(parent) }];
  } catch {
    return [];
  }
}

/** What the file descriptors of a process stand for. */
export function descriptors(id: number): string[] {
  try {
    return readdirSync(`/proc/${id}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${id}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** How many TCP ports these processes listen on. */
export function listening(ids: readonly number[]): number {
  const own = new Set(ids.flatMap(descriptors));
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && own.has(`socket:[${inode}]`)).length;
}

/**
 * Memory that these processes wrote to and share with nobody, in megabytes. Not their share of what they have in common with others:
 * that one falls and rises with every other Chromium on the machine.
 */
export function megabytesOf(ids: readonly number[]): number {
  return ids.reduce((sum, id) => {
    try {
      const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'latin1');
      const [, kilobytes] = /^Private_Dirty:\s+(\d+)/m.exec(rollup) ?? [];
      return sum + Number(kilobytes ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
}
