/** Where a long run stands, and about how much longer it takes. */

export class Progress {
  private readonly title: string;
  private readonly lengths = new Map<string, number[]>();
  private toldAt = 0;

  constructor(title: string) {
    this.title = title;
  }

  /** `left`: names of what is still to come, with a guess in milliseconds for what was not seen yet. */
  done(
    name: string,
    ms: number,
    left: ReadonlyArray<{ name: string; guessMs: number }>,
    total: number,
  ): void {
    const seen = this.lengths.get(name) ?? [];
    seen.push(ms);
    this.lengths.set(name, seen);
    const now = performance.now();
    if (now - this.toldAt < 10_000 && left.length > 0) return;
    this.toldAt = now;
    const leftMs = left.reduce((sum, one) => sum + (this.meanOf(one.name) ?? one.guessMs), 0);
    console.error(
      `${this.title}: ${total - left.length} of ${total}, about ${Math.ceil(leftMs / 60_000)} min left`,
    );
  }

  private meanOf(name: string): number | undefined {
    const seen = this.lengths.get(name);
    return seen && seen.reduce((sum, ms) => sum + ms, 0) / seen.length;
  }
}
