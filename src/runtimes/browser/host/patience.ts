/**
 * Waiting for an app that may hang. Time counts only while this worker itself turned: PostgreSQL runs in it and may
 * hold it up for seconds, which must not be put down to the app.
 */

/** How often it looks, in milliseconds. */
const TICK_MS = 250;

export interface PatienceOptions {
  /** Asks the app for a sign of life; `alive` is to be called when it comes. */
  ping(): void;
  /** No sign of life came for this long, in milliseconds. */
  blockedMs: number;
  onBlocked(): void;
}

interface Wait {
  since: number;
  limitMs: number;
  onLimit(): void;
}

export class Patience {
  private readonly options: PatienceOptions;
  private readonly waits = new Set<Wait>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private lastTick = 0;
  /** Milliseconds that counted so far. */
  private counted = 0;
  /** When the ping was sent that has no answer yet. */
  private pingedAt: number | undefined;

  constructor(options: PatienceOptions) {
    this.options = options;
  }

  /** Calls `onLimit` once after `limitMs`, when the app is alive; returns a function that ends the wait. */
  wait(limitMs: number, onLimit: () => void): () => void {
    const wait: Wait = { since: this.counted, limitMs, onLimit };
    this.waits.add(wait);
    if (this.timer === undefined) {
      this.lastTick = performance.now();
      this.timer = setInterval(() => this.tick(), TICK_MS);
    }
    this.ping();
    return () => {
      this.waits.delete(wait);
      if (this.waits.size === 0) this.end();
    };
  }

  /** The app gave a sign of life. */
  alive(): void {
    this.pingedAt = undefined;
  }

  /** Ends all waits. */
  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.pingedAt = undefined;
    this.waits.clear();
  }

  private ping(): void {
    if (this.pingedAt !== undefined) return;
    this.pingedAt = this.counted;
    this.options.ping();
  }

  private tick(): void {
    const now = performance.now();
    this.counted += Math.min(now - this.lastTick, 2 * TICK_MS);
    this.lastTick = now;
    const silentMs = this.pingedAt === undefined ? 0 : this.counted - this.pingedAt;
    if (silentMs >= this.options.blockedMs) {
      this.end();
      this.options.onBlocked();
      return;
    }
    // While it is silent, the app may turn out to be blocked rather than slow: the limit waits for that.
    if (silentMs < 2 * TICK_MS) {
      for (const wait of [...this.waits]) {
        if (this.counted - wait.since < wait.limitMs) continue;
        this.waits.delete(wait);
        wait.onLimit();
      }
    }
    if (this.waits.size === 0) this.end();
    else this.ping();
  }
}
