const MAX_ATTEMPTS = 6;
const WINDOW_MS = 15 * 60 * 1000;

interface Counter {
  count: number;
  resetAt: number;
}

const counters = new Map<string, Counter>();

export const lockoutService = {
  /** Registers an attempt before it is checked. Returns the seconds to wait when there are no attempts left. */
  registerAttempt(account: string): number | null {
    const now = Date.now();
    const counter = counters.get(account);
    if (!counter || counter.resetAt <= now) {
      counters.set(account, { count: 1, resetAt: now + WINDOW_MS });
      return null;
    }
    if (counter.count >= MAX_ATTEMPTS) {
      return Math.ceil((counter.resetAt - now) / 1000);
    }
    counter.count += 1;
    return null;
  },

  /** The attempt was a success and does not count. */
  undoAttempt(account: string): void {
    const counter = counters.get(account);
    if (counter && counter.count > 0) counter.count -= 1;
  },
};
