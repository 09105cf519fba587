/** Sends the requests of a seed to both sides, batch by batch, and gathers in what the answers differ. */

import { BrowserHarness } from '../harness.ts';
import { KNOWN_DIFFERENCES, knownDifference } from '../known-differences.ts';
import { sampleOf } from './generate.ts';
import { differenceOf, type Outcome, outcomesOn } from './outcome.ts';
import { reduced } from './reduce.ts';
import { APPS, type AppName, type Sample } from './sample.ts';
import { openInBrowser, openInNode, type Side } from './sides.ts';

export interface Difference {
  /** In what it differs, the same for all of a class. */
  kind: string;
  sample: Sample;
  node: Outcome;
  browser: Outcome;
}

export interface DifferenceClass {
  app: AppName;
  kind: string;
  count: number;
  /** The first one, as small as it gets. */
  example: Difference;
  /** False when it needs what was sent before it. */
  alone: boolean;
}

export interface Result {
  seed: number;
  count: number;
  /** Answers that were compared, by app; broken ones are those that neither side gave whole. */
  compared: Record<AppName, number>;
  broken: number;
  statuses: Map<number, number>;
  classes: DifferenceClass[];
  /** Differences that are listed, by the reason. */
  known: Map<string, number>;
}

/** Few enough that what an app prints about them is kept whole. */
const BATCH = 100;

export class Comparison {
  private readonly harness: BrowserHarness;
  private batches = 0;
  private constructor(harness: BrowserHarness) {
    this.harness = harness;
  }

  static async open(): Promise<Comparison> {
    return new Comparison(await BrowserHarness.open());
  }

  close(): Promise<void> {
    return this.harness.close();
  }

  /** Requests `0 … count - 1` of the seed, or only those given. */
  async run(
    seed: number,
    count: number,
    { only, onProgress }: { only?: readonly number[]; onProgress?(done: number): void } = {},
  ): Promise<Result> {
    const numbers = only ?? Array.from({ length: count }, (_, number) => number);
    const samples = numbers.map((number) => sampleOf(seed, number));
    const result: Result = {
      seed,
      count: samples.length,
      compared: Object.fromEntries(APPS.map((app) => [app, 0])) as Record<AppName, number>,
      broken: 0,
      statuses: new Map(),
      classes: [],
      known: new Map(),
    };
    let done = 0;
    for (const app of APPS) {
      const all = samples.filter((sample) => sample.app === app);
      for (let start = 0; start < all.length; start += BATCH) {
        const batch = all.slice(start, start + BATCH);
        const differences = await this.compare(app, batch, result);
        await this.classify(app, differences, result);
        done += batch.length;
        onProgress?.(done);
      }
    }
    return result;
  }

  /** Listed differences whose example differs no more, or in another way. */
  async outdated(): Promise<string[]> {
    const reasons: string[] = [];
    for (const { why, example } of KNOWN_DIFFERENCES) {
      if (!example) continue;
      const difference = await this.withSides(example.app, (sides) =>
        this.pair(sides, { number: 0, ...example }),
      );
      if (!difference || knownDifference(difference) !== why) reasons.push(why);
    }
    return reasons;
  }

  private async compare(app: AppName, batch: readonly Sample[], result: Result): Promise<Difference[]> {
    const [nodes, browsers] = await this.withSides(app, (sides) => this.outcomes(sides, batch));
    forgetTurns(nodes, browsers);
    const differences: Difference[] = [];
    for (const [index, sample] of batch.entries()) {
      const [node, browser] = [nodes[index] as Outcome, browsers[index] as Outcome];
      result.compared[app] += 1;
      if (node.broken && browser.broken) result.broken += 1;
      result.statuses.set(node.status, (result.statuses.get(node.status) ?? 0) + 1);
      const kind = differenceOf(node, browser);
      if (kind === undefined) continue;
      const difference = { kind, sample, node, browser };
      const reason = knownDifference(difference);
      if (reason === undefined) differences.push(difference);
      else result.known.set(reason, (result.known.get(reason) ?? 0) + 1);
    }
    return differences;
  }

  private async classify(app: AppName, differences: readonly Difference[], result: Result): Promise<void> {
    const fresh: DifferenceClass[] = [];
    for (const difference of differences) {
      const same = result.classes.find(({ app: of, kind }) => of === app && kind === difference.kind);
      if (same) {
        same.count += 1;
        continue;
      }
      const found = { app, kind: difference.kind, count: 1, example: difference, alone: false };
      result.classes.push(found);
      fresh.push(found);
    }
    for (const found of fresh) await this.withSides(app, (sides) => this.reduce(found, sides));
  }

  /** Makes the example of a class as small as it gets. */
  private async reduce(found: DifferenceClass, sides: readonly [Side, Side]): Promise<void> {
    const holds = async (tried: Sample) => {
      const difference = await this.pair(sides, tried);
      if (difference?.kind !== found.kind || knownDifference(difference) !== undefined) return false;
      found.example = difference;
      return true;
    };
    found.alone = await holds(found.example.sample);
    if (found.alone) await reduced(found.example.sample, holds);
  }

  private async pair(sides: readonly [Side, Side], sample: Sample): Promise<Difference | undefined> {
    const [[node], [browser]] = await this.outcomes(sides, [sample]);
    if (!node || !browser) throw new Error('no outcome of a sample that was sent');
    const kind = differenceOf(node, browser);
    return kind === undefined ? undefined : { kind, sample, node, browser };
  }

  private outcomes(
    sides: readonly [Side, Side],
    samples: readonly Sample[],
  ): Promise<[Outcome[], Outcome[]]> {
    this.batches += 1;
    const [node, browser] = sides;
    const batch = String(this.batches);
    return Promise.all([outcomesOn(node, samples, batch), outcomesOn(browser, samples, batch)]);
  }

  private async withSides<T>(app: AppName, work: (sides: readonly [Side, Side]) => Promise<T>): Promise<T> {
    const node = await openInNode(app);
    try {
      const browser = await openInBrowser(this.harness, app, node.port);
      try {
        return await work([node, browser]);
      } finally {
        await browser.stop();
      }
    } finally {
      await node.stop();
    }
  }
}

/**
 * An error that is printed some turns after its answer stands by chance under its own request or under the next one. What
 * counts is the sequence: where that is the same for a batch, nothing is said about single requests.
 */
function forgetTurns(nodes: Outcome[], browsers: Outcome[]): void {
  const sequence = (outcomes: readonly Outcome[]) => outcomes.flatMap(({ err }) => err).join('\n');
  if (sequence(nodes) !== sequence(browsers)) return;
  for (const outcome of [...nodes, ...browsers]) outcome.err = [];
}
