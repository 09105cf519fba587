/** Runs all versions of all exercises in the given runtimes, a few at once. */
import type { GradingEvent } from '../../grading/events.ts';
import type { Report } from '../../grading/report.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { Context, RuntimeChoice } from '../context.ts';
import { inParallel, runsAtOnce } from '../in-parallel.ts';
import type { Subject } from './exercise-folder.ts';
import type { Run } from './outcomes.ts';

export interface Task {
  exercise: string;
  subject: Subject;
  seed: number;
  /** Ids of the checks to run; all when absent. */
  only?: readonly string[];
}

export interface RunAllOptions {
  runtimes: readonly RuntimeChoice[];
  /** What is run in this one of `runtimes`. */
  tasksIn(runtime: RuntimeChoice): readonly Task[];
  /** Of the node runtime's apps: `pglite`, or the URL of a PostgreSQL server. */
  database: string;
  onStarted(task: Task, runtime: RuntimeChoice): void;
  onEvent(task: Task, runtime: RuntimeChoice, event: GradingEvent): void;
  onEnded(run: Run): void;
}

/**
 * One runtime's runs after the other's, so that their limits on time are not eaten up by each other.
 * @returns The runs in the order of `runtimes`, then of their tasks, whichever ended first.
 * @throws when a runtime can't be opened, or when aborted.
 */
export async function runAll(context: Context, options: RunAllOptions): Promise<Run[]> {
  const opened: Runtime[] = [];
  try {
    for (const name of options.runtimes) {
      const runtime = await context.openRuntime(name, {
        database: name === 'node' ? options.database : 'pglite',
      });
      opened.push(runtime);
      // A missing browser is told now, not after minutes of runs elsewhere.
      await runtime.prepare();
    }
    const runs: Run[] = [];
    for (const [index, name] of options.runtimes.entries()) {
      const runtime = opened[index];
      if (!runtime) continue;
      runs.push(...(await runAllIn(context, { name, runtime }, options)));
      await runtime.close();
    }
    return runs;
  } finally {
    await Promise.allSettled(opened.map((runtime) => runtime.close()));
  }
}

async function runAllIn(
  context: Context,
  { name, runtime }: { name: RuntimeChoice; runtime: Runtime },
  options: RunAllOptions,
): Promise<Run[]> {
  return inParallel(
    options.tasksIn(name),
    runsAtOnce(name === 'node' ? options.database : 'pglite'),
    async (task, signal) => {
      const { exercise, subject, seed, only } = task;
      options.onStarted(task, name);
      const report = await runtime.grade(
        { exercise, files: subject.files, seed, ...(only && { only }) },
        { signal, onEvent: (event) => options.onEvent(task, name, event) },
      );
      const run = { subject, runtime: name, seed, ...(only && { only }), report: withoutEvidence(report) };
      options.onEnded(run);
      return run;
    },
    context.signal,
  );
}

/** No rule reads it, and that of some thousand runs does not fit into memory. */
const withoutEvidence = (report: Report): Report => ({
  ...report,
  checks: report.checks.map((check) => ({ ...check, evidence: [] })),
});
