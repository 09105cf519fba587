import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { checkResult, play, report, ScriptedRuntime } from '../../../tests/workbench/scripted-runtime.ts';
import type { Check } from '../../course/exercise.ts';
import type { CheckStatus } from '../../grading/report.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { GradingStore, parseSeed } from './grading.ts';

const IDS = ['sql', 'hash', 'works'];
const CHECKS = IDS.map(
  (id): Check => ({ id, title: `The check ${id}`, kind: 'attack', points: 1, standards: [], read: [] }),
);

function make() {
  const runtime = new ScriptedRuntime();
  const files = signal<Files>({ 'server.ts': 'one' });
  const passes: number[] = [];
  let seed = 100;
  const grading = new GradingStore({
    exercise: 'login',
    checks: CHECKS,
    files,
    runtime: async () => runtime,
    onPass: (passed) => passes.push(passed),
    newSeed: () => ++seed,
  });
  const outcome: Record<string, CheckStatus> = { sql: 'pass', hash: 'pass', works: 'pass' };
  runtime.grading = async (job, { onEvent }) =>
    play(
      job,
      (job.only ?? IDS).map((id) => checkResult(id, outcome[id] ?? 'pass')),
      onEvent,
    );
  return { runtime, files, grading, passes, outcome };
}

const order = (grading: GradingStore) => grading.ordered.value.map(({ check }) => check.id);

describe('a run', () => {
  it('passes when every check passed, and says with which seed', async () => {
    const { runtime, grading, passes } = make();
    await grading.grade();
    expect(grading.verdict.value).toBe('pass');
    expect(grading.tally.value).toEqual({ total: 3, done: 3, passed: 3, failed: 0, errors: 0 });
    expect(runtime.jobs[0]).toEqual({ exercise: 'login', files: { 'server.ts': 'one' }, seed: 101 });
    expect(passes).toEqual([101]);
  });

  it('follows check by check in the order of the run, and shows failed ones first only at the end', async () => {
    const { runtime, grading } = make();
    const seen: string[][] = [];
    runtime.grading = async (job, { onEvent }) =>
      play(
        job,
        [checkResult('hash', 'error'), checkResult('works', 'fail'), checkResult('sql', 'pass')],
        (event) => {
          onEvent?.(event);
          if (event.type !== 'ended') seen.push(grading.ordered.value.map(({ progress }) => progress));
          if (event.type === 'check-ended') expect(order(grading)).toEqual(['hash', 'works', 'sql']);
        },
      );
    await grading.grade();
    expect(seen.at(0)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(seen.at(1)).toEqual(['running', 'waiting', 'waiting']);
    expect(seen.at(2)).toEqual(['done', 'waiting', 'waiting']);
    expect(order(grading)).toEqual(['works', 'hash', 'sql']);
    expect(grading.verdict.value).toBe('error');
  });

  it('uses a typed seed, and a fresh one otherwise', async () => {
    const { runtime, grading } = make();
    grading.seedInput.value = ' 42 ';
    await grading.grade();
    grading.seedInput.value = '';
    await grading.grade();
    expect(runtime.jobs.map(({ seed }) => seed)).toEqual([42, 101]);
  });

  it('is about the code at the click', async () => {
    const { files, grading } = make();
    const run = grading.grade();
    files.value = { 'server.ts': 'two' };
    await run;
    expect(grading.gradedFiles.value).toEqual({ 'server.ts': 'one' });
    expect(grading.outdated.value).toBe(true);
  });
});

describe('a part of the checks', () => {
  it('runs the failed ones; a pass needs all on the same code', async () => {
    const { runtime, files, grading, outcome, passes } = make();
    outcome.hash = 'fail';
    await grading.grade();
    expect(grading.verdict.value).toBe('fail');
    expect(grading.failedIds()).toEqual(['hash']);

    outcome.hash = 'pass';
    files.value = { 'server.ts': 'mended' };
    await grading.grade(grading.failedIds());
    expect(runtime.jobs[1]?.only).toEqual(['hash']);
    expect(grading.tally.value).toMatchObject({ total: 1, passed: 1 });
    expect(grading.verdict.value).toBe('partial');

    await grading.grade(['sql', 'works']);
    expect(grading.verdict.value).toBe('pass');
    expect(passes).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it('stops at once, and what comes late changes nothing', async () => {
    const { runtime, grading } = make();
    let late = () => {};
    let aborted = false;
    runtime.grading = (job, { onEvent, signal: abort }) =>
      new Promise((resolve) => {
        onEvent?.({ type: 'started', exercise: 'login', seed: job.seed, checks: IDS });
        onEvent?.({ type: 'check-started', id: 'sql' });
        abort?.addEventListener('abort', () => {
          aborted = true;
        });
        late = () => {
          onEvent?.({ type: 'check-ended', result: checkResult('sql', 'fail') });
          resolve(report(job, [checkResult('sql', 'fail')]));
        };
      });
    const run = grading.grade();
    await Promise.resolve();
    grading.cancel();
    late();
    await run;
    expect(aborted).toBe(true);
    expect(grading.phase.value).toEqual({ kind: 'cancelled' });
    expect(grading.checks.value.every(({ progress, result }) => progress === 'idle' && !result)).toBe(true);
  });

  it('tells a failure of our own apart', async () => {
    const { runtime, grading, passes } = make();
    runtime.grading = async (job) => ({ ...report(job, []), error: 'the grader did not load' });
    await grading.grade();
    expect(grading.phase.value).toEqual({ kind: 'broken', message: 'the grader did not load' });
    runtime.grading = () => Promise.reject(new Error('gone'));
    await grading.grade();
    expect(grading.phase.value).toEqual({ kind: 'broken', message: 'gone' });
    expect(grading.busy.value).toBe(false);
    expect(passes).toEqual([]);
  });

  it('begins anew when asked during a run', async () => {
    const { runtime, grading } = make();
    const usual = runtime.grading;
    runtime.grading = () => new Promise(() => {});
    void grading.grade();
    await Promise.resolve();
    runtime.grading = usual;
    await grading.grade();
    expect(grading.verdict.value).toBe('pass');
  });
});

it('reads seeds as the command line does', () => {
  expect(['0', ' 7 ', '4294967295'].map(parseSeed)).toEqual([0, 7, 4294967295]);
  expect(['', '-1', '1.5', 'x', '4294967296', '99999999999'].map(parseSeed)).toEqual(
    Array(6).fill(undefined),
  );
});
