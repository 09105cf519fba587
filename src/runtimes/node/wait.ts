/**
 * Time limits that count only time in which this process was awake, and which a machine that is busy elsewhere does not
 * use up: neither is the app's fault.
 */
import { processorMs } from './cpu-watch.ts';

const TICK_MS = 100;

/** One tick counts at most this much, however late it comes. */
const MOST_PER_TICK = 2 * TICK_MS;

export interface Stopwatch {
  /** Starts the count again. */
  restart(): void;
  stop(): void;
}

/** Calls `onLimit` once after `limitMs` of waking time, and again when that restarts the count. */
export function startStopwatch(limitMs: number, onLimit: () => void): Stopwatch {
  let counted = 0;
  let last = performance.now();
  let isOver = false;
  const timer = setInterval(() => {
    const now = performance.now();
    counted += Math.min(now - last, MOST_PER_TICK);
    last = now;
    if (counted < limitMs || isOver) return;
    isOver = true;
    onLimit();
  }, TICK_MS);
  return {
    restart() {
      counted = 0;
      isOver = false;
    },
    stop: () => clearInterval(timer),
  };
}

/** How often a limit is counted anew for want of processor time. */
const MOST_EXTENSIONS = 4;
/** Who uses less than this within some seconds waits for something that does not come. */
const IDLE_MS = 200;

/** Whether a limit holds for a process that used so much processor time within it. */
export type Holds = (usedMs: number, limitMs: number) => boolean;
/** For what stands still: it computes without end and had the processor, or sleeps. In between it was starved. */
export const hadItsTurn: Holds = (usedMs, limitMs) => usedMs >= limitMs / 2 || usedMs < IDLE_MS;
/** For what waits without end: who is still at work gets more time. */
export const wasIdle: Holds = (usedMs) => usedMs < IDLE_MS;

/** A stopwatch for what a process does. Where the system does not tell processor time, the plain one. */
export function startProcessStopwatch(
  { pid, limitMs, holds }: { pid: number | undefined; limitMs: number; holds: Holds },
  onLimit: () => void,
): Stopwatch {
  const usedNow = () => (pid === undefined ? undefined : processorMs(pid));
  let from = usedNow();
  let extensions = 0;
  const stopwatch = startStopwatch(limitMs, () => {
    const now = usedNow();
    const isKnown = now !== undefined && from !== undefined;
    if (isKnown && extensions < MOST_EXTENSIONS && !holds(now - (from ?? 0), limitMs)) {
      extensions += 1;
      from = now;
      stopwatch.restart();
    } else onLimit();
  });
  return {
    restart() {
      from = usedNow();
      extensions = 0;
      stopwatch.restart();
    },
    stop: () => stopwatch.stop(),
  };
}
