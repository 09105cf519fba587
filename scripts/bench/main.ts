/**
 * `npm run bench [-- --rounds N] [--only row,…]`: what a learner or an instructor waits for, beside what it replaces, in
 * one run on one machine. Absolute times say little about another machine; the ratios do. Prints a table, and writes
 * `.cache/bench.json`. Bytes are `npm run sizes`. Nothing here is asserted by a test.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../median.ts';
import { ROOT } from './login.ts';
import { type Measured, NotMeasured, type Row } from './row.ts';
import { buildRow } from './rows/build.ts';
import { checkRow, oneRow } from './rows/check.ts';
import { coldRow } from './rows/cold.ts';
import { gradeManyRow } from './rows/grade-many.ts';

const ROWS: readonly Row[] = [checkRow, coldRow, oneRow, gradeManyRow, buildRow];
const ids = ROWS.map(({ id }) => id);

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds ${values.rounds} is not a number of rounds: give 1 or more.`);
  process.exit(2);
}
const only = values.only?.flatMap((one) => one.split(','));
const unknown = only?.find((id) => !ids.includes(id));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: there is no such row. The rows: ${ids.join(', ')}.`);
  process.exit(2);
}

type Outcome = Measured | { notMeasured: string };
const outcomes: Record<string, Outcome & { load: number }> = {};
for (const row of ROWS) {
  if (only && !only.includes(row.id)) continue;
  console.error(row.id);
  // A machine that is busy elsewhere is told with the figures.
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  const outcome = await row.measure(rounds).catch((error: unknown): Outcome => {
    const reason = error instanceof Error ? error.message : String(error);
    return { notMeasured: error instanceof NotMeasured ? reason : `it failed: ${reason}` };
  });
  outcomes[row.id] = { ...outcome, load };
}

const table = Object.entries(outcomes).flatMap(([row, outcome]) => {
  if ('notMeasured' in outcome) return [{ row, what: `not measured: ${outcome.notMeasured.slice(0, 160)}` }];
  const times = Object.entries(outcome.times).map(([what, ms]) => ({
    row,
    what,
    ms: Math.round(median(ms)),
  }));
  const ratios = outcome.ratios.map(({ what, beside, ratio, aim }) => ({
    row,
    what: `${what} / ${beside}`,
    ratio,
    aim: `≤ ${aim}`,
    met: ratio <= aim ? 'yes' : 'no',
  }));
  return [...times, ...ratios];
});
console.table(table);
await mkdir(join(ROOT, '.cache'), { recursive: true });
await writeFile(
  join(ROOT, '.cache/bench.json'),
  `${JSON.stringify({ rounds, cores: cpus().length, node: process.version, rows: outcomes }, null, 2)}\n`,
);
