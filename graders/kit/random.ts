/**
 * Pseudo-random values from a seed, so that nothing is constant enough to hard-code against and every run can be
 * repeated. Not for secrets of real systems.
 */
export class Random {
  private state: number;

  /** @param seed any integer @param stream a name: different streams of one seed are independent. */
  constructor(seed: number, stream = '') {
    // FNV-1a over the seed and the stream's name.
    let hash = 0x811c9dc5;
    for (const character of `${seed}/${stream}`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    this.state = hash | 0;
  }

  /** A number in [0, 1): Mulberry32. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('pick from an empty list');
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    return Array.from({ length }, () => alphabet[this.integer(0, alphabet.length - 1)]).join('');
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.integer(0, 255));
  }

  /** A routable IPv4 address, as a stranger's: no private, loopback, multicast or reserved range. */
  address(): string {
    for (;;) {
      const [a, b, c, d] = [1, 2, 3, 4].map(() => this.integer(1, 254)) as [number, number, number, number];
      const isReserved = a > 223 || [10, 100, 127, 169, 172, 192, 198, 203].includes(a);
      if (!isReserved) return [a, b, c, d].join('.');
    }
  }
}
