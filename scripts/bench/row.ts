/** What a row of the bench is, and how its rounds are taken. */
import { median } from '../median.ts';

export interface Row {
  /** For `--only`. */
  id: string;
  /** @throws NotMeasured when this machine or this version can't; any other error is the bench's own. */
  measure(rounds: number): Promise<Measured>;
}

export interface Measured {
  /** What was run, in the reader's words. */
  note?: string;
  /** Milliseconds of each round, by what was timed. */
  times: Record<string, number[]>;
  /** Of medians. */
  ratios: Ratio[];
}

export interface Ratio {
  what: string;
  beside: string;
  ratio: number;
  /** At most. */
  aim: number;
}

/** Why a row could not be measured: it stands in the table in the row's place. */
export class NotMeasured extends Error {
  override name = 'NotMeasured';
}

/** Milliseconds that `doing` takes. */
export async function timed(doing: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await doing();
  return performance.now() - start;
}

/** Times every one once a round, so that all see the same noise of the machine. */
export async function inTurns<Name extends string>(
  rounds: number,
  timers: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(timers) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 1; round <= rounds; round++)
    for (const name of names) {
      const ms = await timers[name]();
      times[name].push(ms);
      console.error(`  round ${round} of ${rounds}, ${name}: ${Math.round(ms)} ms`);
    }
  return times;
}

export const ratioOf = (
  what: string,
  times: readonly number[],
  beside: string,
  others: readonly number[],
  aim: number,
): Ratio => ({ what, beside, ratio: Number((median(times) / median(others)).toFixed(3)), aim });
