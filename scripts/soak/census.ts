/** What a runtime holds of the machine, counted again and again, and what that says at the end. */
import type { Allowance } from './trend.ts';
import { trendOf } from './trend.ts';

export interface Census {
  /** Things that have to be as many as at the beginning: processes, ports, folders, workers … */
  counts: Readonly<Record<string, number>>;
  /** Megabytes that have to stay level. */
  megabytes: Readonly<Record<string, number>>;
}

/**
 * Processes' memory breathes by some megabytes (what the allocator gives back, and when), a heap after a forced
 * collection hardly at all.
 */
const PROCESS: Allowance = { share: 0.05, least: 8 };
const HEAP: Allowance = { share: 0.05, least: 0.5 };

export class Ledger {
  private readonly rows: Census[] = [];
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The first one is what all later ones are held against: take it after a warm-up. */
  add(census: Census): void {
    this.rows.push(census);
  }

  /** As one line: what it is now. */
  last(): string {
    const { counts = {}, megabytes = {} } = this.rows.at(-1) ?? {};
    return [
      ...Object.entries(counts).map(([what, count]) => `${count} ${what}`),
      ...Object.entries(megabytes).map(([what, size]) => `${what} ${size.toFixed(1)} MB`),
    ].join(', ');
  }

  /** A table of first, last and trend, and a sentence for each thing that is left over or grows. */
  verdict(): { table: Record<string, Record<string, number | string>>; problems: string[] } {
    const table: Record<string, Record<string, number | string>> = {};
    const problems: string[] = [];
    const [first] = this.rows;
    const last = this.rows.at(-1);
    if (!first || !last) return { table, problems: [`${this.name}: nothing was counted.`] };
    for (const [what, before] of Object.entries(first.counts)) {
      const after = last.counts[what] ?? 0;
      const most = Math.max(...this.rows.map(({ counts }) => counts[what] ?? 0));
      table[`${this.name}: ${what}`] = { first: before, last: after, most };
      if (after > before) problems.push(`${this.name}: ${what}: ${before} at first, ${after} at the end.`);
    }
    for (const [what, before] of Object.entries(first.megabytes)) {
      const values = this.rows.map(({ megabytes }) => megabytes[what] ?? 0);
      const { rise, tau, isLevel } = trendOf(values, what.includes('heap') ? HEAP : PROCESS);
      table[`${this.name}: ${what} (MB)`] = {
        first: round(before),
        last: round(values.at(-1) ?? 0),
        most: round(Math.max(...values)),
        'rise in the last half': round(rise),
        tau: round(tau),
      };
      if (!isLevel) {
        problems.push(
          `${this.name}: ${what} grows: by ${round(rise)} MB over the last half (${values.map(round).join(', ')}).`,
        );
      }
    }
    return { table, problems };
  }
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Counts until nothing is more than at first, for some seconds at most: what was ended may take a moment to be gone. */
export async function settled(count: () => Promise<Census>, first: Census | undefined): Promise<Census> {
  for (let tries = 0; ; tries += 1) {
    const census = await count();
    const isMore = Object.entries(first?.counts ?? {}).some(
      ([what, before]) => (census.counts[what] ?? 0) > before,
    );
    if (!isMore || tries >= 50) return census;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
