/** Remembers wrong guesses for a while; a guess counts from the moment it is made. */
export class Guesses {
  #times = new Map<string, number[]>();
  readonly #most: number;
  readonly #windowMs: number;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Milliseconds to wait, or a function that takes the guess back. */
  begin(key: string): number | (() => void) {
    const now = Date.now();
    const times = (this.#times.get(key) ?? []).filter((time) => time > now - this.#windowMs);
    if (times.length >= this.#most) return (times[0] ?? now) + this.#windowMs - now;
    times.push(now);
    this.#times.set(key, times);
    if (this.#times.size > 50_000) this.#sweep(now);
    return () => {
      const left = this.#times.get(key);
      const index = left?.indexOf(now) ?? -1;
      if (index >= 0) left?.splice(index, 1);
    };
  }

  #sweep(now: number) {
    for (const [key, times] of this.#times) {
      if (times.every((time) => time <= now - this.#windowMs)) this.#times.delete(key);
    }
  }
}
