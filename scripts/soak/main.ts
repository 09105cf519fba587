/**
 * `npm run soak`: all that an app can do wrong, a hundred times each in random order, through one runtime that lives on,
 * and then a look at what is left of it. `--runs 200`: so many gradings in one tab instead.
 *
 *     npm run soak -- [--rounds 100] [--seed 7] [--runtime node|browser|both]
 *     npm run soak -- --runs 200 [--seed 7] [--runtime node|browser|both]
 *
 * Status 1 when a case came out otherwise than it should, when something is left over, or when memory grows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    runtime: { type: 'string', default: 'both' },
  },
});

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function count(name: 'rounds' | 'runs' | 'seed', standard: number): number {
  const given = values[name];
  const number = given === undefined ? standard : Number(given);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  return refuse(`--${name} ${given} is no number; give a whole one, for example ${standard}.`);
}

const seed = count('seed', Math.floor(Math.random() * 1_000_000));
const runs = count('runs', 0);
const rounds = count('rounds', runs > 0 ? 0 : 100);
const names = { node: ['node'], browser: ['browser'], both: ['node', 'browser'] }[values.runtime];
if (!names) refuse(`--runtime ${values.runtime}: it is node, browser or both.`);
if (process.platform !== 'linux') refuse('The soak counts processes and ports by /proc: run it on Linux.');

// Whatever stays in it is a leak, and nobody else's.
const folder = mkdtempSync(join(tmpdir(), 'other90-soak-'));
process.env.TMPDIR = folder;
// The cases assert with vitest's `expect`, of which the graders' runner has the part that runs anywhere.
const vitest = new URL('../../src/grading/vitest.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vitest' && context.parentURL?.endsWith('/tests/faults/try-case.ts')
      ? { url: vitest, shortCircuit: true }
      : next(specifier, context),
});

const { nodeSubject, browserSubject, remains } = await import('./subjects.ts');
const { soakCases, soakRuns } = await import('./soak.ts');

console.error(`seed ${seed}`);
const problems: string[] = [];
try {
  for (const name of names) {
    const before = remains();
    const subject = name === 'node' ? nodeSubject() : browserSubject();
    try {
      if (rounds > 0) problems.push(...(await soakCases(subject, { rounds, seed })));
      if (runs > 0) problems.push(...(await soakRuns(subject, { runs, seed })));
    } catch (error) {
      problems.push(
        `${name}: broken off: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      );
    } finally {
      await subject.runtime.close();
    }
    for (const [what, after] of Object.entries(remains())) {
      if (after > (before[what] ?? 0))
        problems.push(`${name}, closed: ${after - (before[what] ?? 0)} ${what} are left.`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  problems.length === 0
    ? `All as it should be, nothing is left, memory is level (seed ${seed}).`
    : `${problems.join('\n')}\nRepeat it with --seed ${seed}.`,
);
process.exit(problems.length === 0 ? 0 : 1);
