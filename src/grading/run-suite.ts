/**
 * Runs an exercise's suite with the runner that vitest is made of, in whatever realm this is: the page's grader
 * worker, the command line's grader process, WebContainer's Node.
 */

import type { File, Suite, Task, Test, VitestRunner, VitestRunnerConfig } from '@vitest/runner';
import { startTests } from '@vitest/runner';
import type { FixExercise } from '../course/exercise.ts';
import type { AppFault } from '../runtimes/faults.ts';
import type { Files, GraderSide } from '../runtimes/runtime.ts';
import type { GradingEvent } from './events.ts';
import { type CheckResult, type Report, summarise } from './report.ts';
import { type GradingSession, newSession, setSession } from './session.ts';

export interface RunSuiteOptions {
  exercise: FixExercise;
  files: Files;
  seed: number;
  /** Ids of the checks to run; all when absent. */
  only?: readonly string[];
  /** Start faults that hosts before this one saw: see `GradingSession`. */
  startFaults?: readonly AppFault[];
  side: GraderSide;
  /** Imports `graders/<id>/*.test.ts` afresh; importing declares the tests. */
  importSuite(): Promise<void>;
  onEvent(event: GradingEvent): void;
  /** Where others run the same suite: whether the check of this id is ours to run. All are when absent. */
  claim?(id: string): Promise<boolean>;
  signal?: AbortSignal;
}

/** A check is many requests; the requests have limits of their own, so this one only catches their sum. */
const CHECK_LIMIT_MS = 120_000;

/** Runs the suite. Resolves with verdict `error` when our side is at fault; never rejects. */
export async function runSuite(options: RunSuiteOptions): Promise<Report> {
  const startedAt = performance.now();
  const session = newSession(options);
  const results: CheckResult[] = [];
  let error: string | undefined;
  setSession(session);
  try {
    await startTests([options.exercise.id], new CheckRunner(options, session, results));
    error = unknownChecks(options);
  } catch (thrown) {
    error = `The grader could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  } finally {
    setSession(undefined);
  }
  const report: Report = {
    schema: 1,
    exercise: options.exercise.id,
    runtime: options.side.runtime,
    database: options.side.database.kind,
    seed: options.seed,
    durationMs: Math.round(performance.now() - startedAt),
    ...summarise(results),
    checks: results,
  };
  if (error) Object.assign(report, { verdict: 'error', error } satisfies Partial<Report>);
  options.onEvent({ type: 'ended', report });
  return report;
}

function unknownChecks({ exercise, only = [] }: RunSuiteOptions): string | undefined {
  const unknown = only.filter((id) => !exercise.checks.some((check) => check.id === id));
  return unknown.length === 0
    ? undefined
    : `${exercise.id} has no check ${unknown.map((id) => `"${id}"`).join(', ')}; it has: ${exercise.checks.map((check) => check.id).join(', ')}.`;
}

class CheckRunner implements VitestRunner {
  readonly config: VitestRunnerConfig;
  readonly pool = 'other90';
  private readonly options: RunSuiteOptions;
  private readonly session: GradingSession;
  private readonly results: CheckResult[];
  private readonly started = new Map<string, number>();

  constructor(options: RunSuiteOptions, session: GradingSession, results: CheckResult[]) {
    this.options = options;
    this.session = session;
    this.results = results;
    this.config = {
      root: '/',
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: options.seed, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout: CHECK_LIMIT_MS,
      hookTimeout: CHECK_LIMIT_MS,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    };
  }

  async importFile(): Promise<void> {
    await this.options.importSuite();
  }

  onCollected(files: File[]): void {
    for (const file of files) {
      if (file.result?.state === 'fail') throw new Error(file.result.errors?.[0]?.message ?? 'import failed');
    }
    const { exercise, only } = this.options;
    const tests = files.flatMap(testsIn);
    const wanted = tests.filter((test) => {
      const runs = !only || only.includes(test.name);
      if (!runs) test.mode = 'skip';
      return runs;
    });
    const names = tests.map((test) => test.name);
    const missing = exercise.checks.filter((check) => !names.includes(check.id)).map((check) => check.id);
    const undeclared = names.filter((name) => !exercise.checks.some((check) => check.id === name));
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    for (const [ids, problem] of [
      [missing, 'in exercise.yaml, but no test has this name'],
      [undeclared, 'tested, but not in exercise.yaml'],
      [twice, 'tested twice'],
    ] as const) {
      if (ids.length > 0) throw new Error(`graders/${exercise.id}: ${ids.join(', ')}: ${problem}.`);
    }
    this.options.onEvent({
      type: 'started',
      exercise: exercise.id,
      seed: this.options.seed,
      checks: wanted.map((test) => test.name),
    });
  }

  async onBeforeRunTask(test: Test): Promise<void> {
    const { signal, claim } = this.options;
    if (signal?.aborted) test.mode = 'skip';
    if (test.mode !== 'skip' && claim && !(await claim(test.name))) test.mode = 'skip';
    if (test.mode === 'skip') return;
    this.started.set(test.name, performance.now());
    this.options.onEvent({ type: 'check-started', id: test.name });
  }

  onAfterRunTask(test: Test): void {
    const startedAt = this.started.get(test.name);
    if (startedAt === undefined) return;
    const check = this.options.exercise.checks.find(({ id }) => id === test.name);
    if (!check) return;
    const record = this.session.records.get(check.id) ?? { evidence: [], failedByApp: false };
    const thrown = test.result?.errors?.[0]?.message;
    // A state other than "pass" that the kit did not put down to the app is ours.
    const status = test.result?.state === 'pass' ? 'pass' : record.failedByApp ? 'fail' : 'error';
    const message =
      status === 'pass'
        ? (record.tried ?? check.title)
        : status === 'fail'
          ? [record.tried, record.happened, record.expected].filter(Boolean).join(' ')
          : `The grader itself failed here, this says nothing about your code: ${thrown ?? 'no result'}`;
    const result: CheckResult = {
      id: check.id,
      title: check.title,
      kind: check.kind,
      status,
      points: check.points,
      durationMs: Math.round(performance.now() - startedAt),
      standards: check.standards,
      message,
      ...(record.tried === undefined ? {} : { tried: record.tried }),
      ...(status !== 'fail' || record.happened === undefined ? {} : { happened: record.happened }),
      ...(status !== 'fail' || record.expected === undefined ? {} : { expected: record.expected }),
      evidence: record.evidence,
    };
    this.results.push(result);
    this.options.onEvent({ type: 'check-ended', result });
  }
}

function testsIn(suite: Suite): Test[] {
  return suite.tasks.flatMap((task: Task) => (task.type === 'suite' ? testsIn(task) : [task]));
}
