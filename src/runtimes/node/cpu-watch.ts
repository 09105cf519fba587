/** Tells whether processes work, by the processor time that the system has counted for them. */
import { readFileSync } from 'node:fs';

/** Processor time is counted in steps of ten milliseconds; who gets one in this time works. */
const RECENT_MS = 500;

export class CpuWatch {
  private readonly seen = new Map<number, number>();
  private busyAt = Number.NEGATIVE_INFINITY;

  /** Where the system does not tell (outside of Linux), nobody is busy. */
  isBusy(processes: Iterable<number>): boolean {
    const now = performance.now();
    for (const id of processes) {
      const ticks = ticksOf(id);
      if (ticks === undefined) continue;
      if (this.seen.get(id) !== ticks) this.busyAt = now;
      this.seen.set(id, ticks);
    }
    return now - this.busyAt < RECENT_MS;
  }
}

/** Linux counts in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** Processor time that a process has used so far, in milliseconds; undefined where the system does not tell. */
export function processorMs(id: number): number | undefined {
  const ticks = ticksOf(id);
  return ticks === undefined ? undefined : ticks * TICK_MS;
}

function ticksOf(id: number): number | undefined {
  try {
    // After the name, which may hold anything: fields 14 and 15, time in user mode and in the kernel.
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields && Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}
