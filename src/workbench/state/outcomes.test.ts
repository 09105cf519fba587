import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { checkResult, play, ScriptedRuntime } from '../../../tests/workbench/scripted-runtime.ts';
import type { Check, FixExercise } from '../../course/exercise.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { GradingStore } from './grading.ts';
import { type ColumnId, OutcomesStore, References, score } from './outcomes.ts';

const CHECKS = ['sql', 'hash'].map(
  (id): Check => ({ id, title: `The check ${id}`, kind: 'attack', points: 1, standards: [], read: [] }),
);
/** Which checks pass on which code. */
const PASSES: Readonly<Record<string, readonly string[]>> = {
  starter: [],
  wrong: ['sql'],
  solution: ['sql', 'hash'],
  mine: ['hash'],
};

function make() {
  const runtime = new ScriptedRuntime();
  const exercise = { id: 'login', checks: CHECKS } as unknown as FixExercise;
  const fetched: string[] = [];
  const fetching = (name: string) => async (): Promise<Files> => {
    fetched.push(name);
    return { 'server.ts': name };
  };
  const solution = { fetch: fetching('solution') };
  const references = new References({
    exercise,
    starter: { 'server.ts': 'starter' },
    wrong: { words: { name: 'half', summary: 'Half of it.', by: 'junior' }, fetch: fetching('wrong') },
    fetchSolution: () => solution.fetch(),
  });
  references.runtime = async () => runtime;
  const own = new GradingStore({
    exercise: 'login',
    checks: CHECKS,
    files: signal<Files>({ 'server.ts': 'mine' }),
    runtime: async () => runtime,
    onPass: () => {},
  });
  const solutionOpen = signal(false);
  let seed = 0;
  const outcomes = new OutcomesStore({ references, own, solutionOpen, newSeed: () => ++seed });
  runtime.grading = async (job, { onEvent }) =>
    play(
      job,
      CHECKS.map(({ id }) =>
        checkResult(id, PASSES[job.files['server.ts'] ?? '']?.includes(id) ? 'pass' : 'fail'),
      ),
      onEvent,
    );
  /** Lets each run wait until it is told to go on, or is cancelled. */
  const hold = () => {
    const go: Array<() => void> = [];
    const grading = runtime.grading;
    runtime.grading = async (job, options) => {
      await new Promise<void>((resolve, reject) => {
        go.push(resolve);
        options.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
      return grading(job, options);
    };
    return go;
  };
  const graded = () => runtime.jobs.map(({ files }) => files['server.ts']);
  const passed = () =>
    Object.fromEntries(outcomes.columns.map(({ id, grading }) => [id, score(grading.checks.value).passed]));
  return { runtime, references, own, outcomes, solutionOpen, fetched, solution, hold, graded, passed };
}

/** Lets everything happen that waits for nothing. */
const settle = async () => {
  for (let times = 0; times < 20; times++) await Promise.resolve();
};

describe('the columns', () => {
  it('are graded one after the other, with one seed', async () => {
    const { outcomes, solutionOpen, runtime, graded, passed } = make();
    solutionOpen.value = true;
    const ended: ColumnId[] = [];
    outcomes.ended.subscribe((column) => column && ended.push(column.id));
    await outcomes.gradeAll();
    expect(graded()).toEqual(['starter', 'wrong', 'solution', 'mine']);
    expect(runtime.jobs.map(({ seed }) => seed)).toEqual([1, 1, 1, 1]);
    expect(ended).toEqual(['starter', 'wrong', 'solution', 'own']);
    expect(passed()).toEqual({ starter: 0, wrong: 1, solution: 2, own: 1 });
    expect(outcomes.busy.value).toBe(false);
    await outcomes.gradeAll();
    expect(runtime.jobs.at(-1)?.seed).toBe(2);
  });

  it('keep one seed when a single one is graded again', async () => {
    const { outcomes, runtime } = make();
    await outcomes.gradeAll();
    await outcomes.grade(['own']);
    expect(runtime.jobs.map(({ seed }) => seed)).toEqual([1, 1, 1, 1]);
  });

  it('leave the solution out, and unfetched, until it is open or asked for', async () => {
    const { outcomes, fetched, graded, passed } = make();
    await outcomes.gradeAll();
    expect(graded()).toEqual(['starter', 'wrong', 'mine']);
    expect(fetched).toEqual(['wrong']);
    await outcomes.grade(['solution']);
    expect(fetched).toEqual(['wrong', 'solution']);
    expect(passed().solution).toBe(2);
  });

  it('say when files could not be fetched, and go on', async () => {
    const { outcomes, solution, solutionOpen, graded } = make();
    solutionOpen.value = true;
    solution.fetch = async () => {
      throw new Error('The solution could not be fetched.');
    };
    await outcomes.gradeAll();
    expect(graded()).toEqual(['starter', 'wrong', 'mine']);
    expect(outcomes.columns[2]?.grading.phase.value).toEqual({
      kind: 'broken',
      message: 'The solution could not be fetched.',
    });
  });

  it('keep their results when the workspace changes', async () => {
    const { outcomes, references } = make();
    await outcomes.gradeAll();
    const own = new GradingStore({
      exercise: 'login',
      checks: CHECKS,
      files: signal<Files>({}),
      runtime: async () => new ScriptedRuntime(),
      onPass: () => {},
    });
    const other = new OutcomesStore({ references, own, solutionOpen: signal(false) });
    expect(other.columns.map(({ grading }) => score(grading.checks.value).graded)).toEqual([2, 2, 0, 0]);
  });
});

describe('one grader', () => {
  it('stops in the middle, keeping what had ended', async () => {
    const { outcomes, hold, graded, passed } = make();
    const go = hold();
    const run = outcomes.gradeAll();
    await settle();
    expect(outcomes.current.value).toBe('starter');
    expect(outcomes.waiting.value).toEqual(['wrong', 'own']);
    go[0]?.();
    await settle();
    expect(outcomes.current.value).toBe('wrong');
    outcomes.cancel();
    await run;
    expect(outcomes.busy.value).toBe(false);
    expect(outcomes.columns[1]?.grading.phase.value.kind).toBe('cancelled');
    expect(graded()).toEqual(['starter', 'wrong']);
    expect(passed()).toEqual({ starter: 0, wrong: 0, solution: 0, own: 0 });
  });

  it('lets a check of the own code that is under way end first', async () => {
    const { outcomes, own, hold, graded } = make();
    const go = hold();
    void own.grade();
    await settle();
    const run = outcomes.grade(['starter']);
    await settle();
    expect(outcomes.busy.value).toBe(true);
    expect(graded()).toEqual(['mine']);
    go[0]?.();
    await settle();
    expect(graded()).toEqual(['mine', 'starter']);
    go[1]?.();
    await run;
  });

  it('can be called off while it waits', async () => {
    const { outcomes, own, hold, graded } = make();
    hold();
    void own.grade();
    await settle();
    const run = outcomes.grade(['starter']);
    outcomes.cancel();
    await run;
    expect(graded()).toEqual(['mine']);
    expect(own.busy.value).toBe(true);
  });

  it('ends the row when the own code is cancelled in its own place', async () => {
    const { outcomes, own, hold, graded } = make();
    const go = hold();
    const run = outcomes.grade(['own']);
    await settle();
    own.cancel();
    await run;
    expect(outcomes.busy.value).toBe(false);
    expect(go.length).toBe(1);
    expect(graded()).toEqual(['mine']);
  });
});
