/** The two soaks: cases of faults, and whole gradings. Each gives back a sentence for all that is not as it should be. */
import { fileURLToPath } from 'node:url';
import { Random } from '../../graders/kit/random.ts';
import { loadFiles, loadFixExercise } from '../../src/course/load.ts';
import type { Runtime } from '../../src/runtimes/runtime.ts';
import type { Census } from './census.ts';
import { Ledger, settled } from './census.ts';
import { type Phase, plan } from './plan.ts';
import { Progress } from './progress.ts';
import type { Subject } from './subjects.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Counted so often: enough for a trend in the second half. */
const SAMPLES = 24;

export async function soakCases(
  subject: Subject,
  { rounds, seed }: { rounds: number; seed: number },
): Promise<string[]> {
  const problems: string[] = [];
  const phases = plan(rounds, seed);
  // Everything once, so that what is made on first use is there before the first count.
  await soakPhase(subject, { name: 'quick', cases: uniqueOf(phases) }, problems, false);
  for (const phase of phases) await soakPhase(subject, phase, problems, true);
  return problems;
}

const uniqueOf = (phases: readonly Phase[]) => [...new Set(phases.flatMap(({ cases }) => cases))];

async function soakPhase(
  { runtime, census }: Subject,
  { name, cases }: Phase,
  problems: string[],
  isCounted: boolean,
): Promise<void> {
  const title = `${runtime.name}, ${isCounted ? name : 'warming up'}`;
  const ledger = new Ledger(title);
  const progress = new Progress(title);
  const every = Math.max(1, Math.floor(cases.length / SAMPLES));
  let first: Census | undefined;
  if (isCounted) {
    await serveOnce(runtime);
    first = await census();
    ledger.add(first);
  }
  for (const [index, soak] of cases.entries()) {
    const startedAt = performance.now();
    try {
      await soak.attempt(runtime);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push(`${title}: "${soak.name}" (number ${index + 1} of ${cases.length}): ${message}`);
      console.error(problems.at(-1));
    }
    const left = cases.slice(index + 1).map((one) => ({ name: one.name, guessMs: one.waitsMs + 500 }));
    progress.done(soak.name, performance.now() - startedAt, left, cases.length);
    if (isCounted && ((index + 1) % every === 0 || left.length === 0)) {
      await serveOnce(runtime);
      ledger.add(await settled(census, first));
      console.error(`  ${ledger.last()}`);
    }
  }
  if (!isCounted) return;
  const verdict = ledger.verdict();
  console.table(verdict.table);
  problems.push(...verdict.problems);
}

/** A case may have cost the runtime its grader, which is made anew on the next call: every count is of the same state. */
async function serveOnce(runtime: Runtime): Promise<void> {
  const files = { 'server.ts': "import express from 'express';\nexpress().listen(process.env.PORT);\n" };
  const app = await runtime.open({ exercise: 'login', files });
  await app.stop();
}

/** The cheapest exercise to grade: nothing in it is hashed. */
const EXERCISE = 'webhook-signature';
/** Checks of a run that is not a whole one. */
const SOME = 2;
/** One run of so many is a whole one. */
const WHOLE_EVERY = 20;

export async function soakRuns(
  { runtime, census }: Subject,
  { runs, seed }: { runs: number; seed: number },
): Promise<string[]> {
  const problems: string[] = [];
  const title = `${runtime.name}, ${runs} runs`;
  const random = new Random(seed, 'runs');
  const files = await loadFiles(ROOT, EXERCISE, 'solution');
  const { checks } = await loadFixExercise(ROOT, EXERCISE);
  const ledger = new Ledger(title);
  const progress = new Progress(title);
  const every = Math.max(1, Math.floor(runs / SAMPLES));
  let first: Census | undefined;
  for (let run = 0; run <= runs; run += 1) {
    const isWhole = run % WHOLE_EVERY === 0;
    const startedAt = performance.now();
    const { verdict, error } = await runtime.grade({
      exercise: EXERCISE,
      files,
      seed: seed + run,
      ...(isWhole
        ? {}
        : {
            only: random
              .shuffle(checks)
              .slice(0, SOME)
              .map(({ id }) => id),
          }),
    });
    if (verdict !== 'pass') {
      problems.push(`${title}: run ${run} with seed ${seed + run} ended in "${verdict}". ${error ?? ''}`);
    }
    if (run === 0) {
      // A whole run as the warm-up.
      first = await census();
      ledger.add(first);
      continue;
    }
    const kinds = { some: { name: 'some', guessMs: 2_000 }, whole: { name: 'whole', guessMs: 10_000 } };
    const left = Array.from({ length: runs - run }, (_, index) =>
      (run + index + 1) % WHOLE_EVERY === 0 ? kinds.whole : kinds.some,
    );
    progress.done(isWhole ? 'whole' : 'some', performance.now() - startedAt, left, runs);
    if (run % every === 0 || left.length === 0) {
      ledger.add(await settled(census, first));
      console.error(`  ${ledger.last()}`);
    }
  }
  const verdict = ledger.verdict();
  console.table(verdict.table);
  problems.push(...verdict.problems);
  return problems;
}
