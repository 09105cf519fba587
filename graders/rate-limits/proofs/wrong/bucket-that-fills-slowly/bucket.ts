/** Token buckets by key, the one used longest ago forgotten first. Times in milliseconds. */
export class Buckets {
  readonly #capacity: number;
  readonly #msPerToken: number;
  readonly #mostKeys: number;
  /** When each bucket will be full again; absent: it is full. */
  readonly #fullAt = new Map<string, number>();

  constructor(capacity: number, msPerToken: number, mostKeys: number) {
    this.#capacity = capacity;
    this.#msPerToken = msPerToken;
    this.#mostKeys = mostKeys;
  }

  /** Takes a token if there is one. `waitMs`: until there is the next. */
  take(key: string): { taken: boolean; remaining: number; waitMs: number } {
    const now = Date.now();
    const before = Math.max(now, this.#fullAt.get(key) ?? 0);
    const after = before + this.#msPerToken;
    const taken = after - now <= this.#capacity * this.#msPerToken;
    const fullAt = taken ? after : before;
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    this.#forget(now);
    const used = (fullAt - now) / this.#msPerToken;
    const remaining = Math.max(0, Math.floor(this.#capacity - used));
    return { taken, remaining, waitMs: remaining > 0 ? 0 : Math.max(0, (used + 1 - this.#capacity) * this.#msPerToken) };
  }

  /** Full buckets are the same as none; beyond the bound the one used longest ago goes. */
  #forget(now: number): void {
    for (const [key, fullAt] of this.#fullAt) {
      if (fullAt > now && this.#fullAt.size <= this.#mostKeys) return;
      this.#fullAt.delete(key);
    }
  }
}
