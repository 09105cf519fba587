/** Time limits that count only time in which this process was awake: its own pauses are not the app's fault. */

const TICK_MS = 100;

/** One tick counts at most this much, however late it comes. */
const MOST_PER_TICK = 2 * TICK_MS;

export interface Stopwatch {
  /** Starts the count again. */
  restart(): void;
  stop(): void;
}

/** Calls `onLimit` once after `limitMs` of waking time. */
export function startStopwatch(limitMs: number, onLimit: () => void): Stopwatch {
  let counted = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    counted += Math.min(now - last, MOST_PER_TICK);
    last = now;
    if (counted < limitMs) return;
    clearInterval(timer);
    onLimit();
  }, TICK_MS);
  return {
    restart() {
      counted = 0;
    },
    stop: () => clearInterval(timer),
  };
}
