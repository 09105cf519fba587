import { once } from 'node:events';
import { relative, resolve } from 'node:path';
import { watch } from 'chokidar';
import { CourseError } from '../../course/course-error.ts';
import type { FixExercise } from '../../course/exercise.ts';
import { loadExercise } from '../../course/load.ts';
import type { GradingEvent } from '../../grading/events.ts';
import type { Report } from '../../grading/report.ts';
import type { ReporterName } from '../../grading/reporters/index.ts';
import type { Files, Runtime } from '../../runtimes/runtime.ts';
import { type AppFolder, appFolder } from '../app-folder.ts';
import { CALL, type Context, EXIT, UsageError } from '../context.ts';
import { type GraderOptions, openGrader, refuseWithContainer } from '../open-grader.ts';
import { progressOn } from '../progress.ts';
import { quoted } from '../quoted.ts';
import { anySeed } from '../values.ts';
import { checkWritable } from '../write-file.ts';
import { writeReport } from '../write-report.ts';
import { gradeMany } from './grade-many.ts';
import { gradeReview } from './grade-review.ts';

export interface GradeCommandOptions extends GraderOptions {
  seed?: number;
  reporter: ReporterName;
  output?: string;
}

export async function grade(
  context: Context,
  id: string,
  dirs: readonly string[],
  options: GradeCommandOptions,
): Promise<number> {
  if (options.runtime === 'browser' && options.database !== 'pglite') {
    throw new UsageError(
      '--database: the browser runtime works on PGlite only; grade in node for a PostgreSQL server.',
    );
  }
  if (options.sandbox === 'container') refuseWithContainer(options);
  const exercise = await loadExercise(context.root, id);
  if (dirs.length > 1) return gradeMany(context, exercise, dirs, options);
  const [dir] = dirs;
  if (exercise.kind === 'review') return gradeReview(context, exercise, dir, options);
  const output = options.output === undefined ? undefined : resolve(context.cwd, options.output);
  if (output !== undefined) await checkWritable(output);
  // A wrong path is told before anything large is loaded.
  const app = await appFolder(context, exercise, dir);
  const runtime = await openGrader(context, exercise, options);
  const job = { context, exercise, dir, options, output, runtime };
  try {
    if (options.watch) return await gradeOnChange(job, app);
    return await gradeOnce(job, app.files, context.signal);
  } finally {
    await runtime.close();
  }
}

interface Job {
  context: Context;
  exercise: FixExercise;
  dir: string | undefined;
  options: GradeCommandOptions;
  output: string | undefined;
  runtime: Pick<Runtime, 'grade' | 'close'>;
}

/** Grades one state of the folder and writes the report. Ends with the exit status; rejects when aborted. */
async function gradeOnce(job: Job, files: Files, signal: AbortSignal): Promise<number> {
  const { context, exercise, options, output, runtime } = job;
  const seed = options.seed ?? anySeed();
  const progress = progressOn(context);
  progress.now(`grading ${exercise.id} …`);
  let report: Report;
  try {
    report = await runtime.grade(
      { exercise: exercise.id, files, seed },
      { signal, onEvent: narrator(exercise, progress) },
    );
  } finally {
    progress.end();
  }
  const again = againCommand(job, seed);
  await writeReport(context, report, { reporter: options.reporter, output, again, exercise });
  if (report.verdict === 'error' && (options.reporter !== 'text' || output !== undefined)) {
    context.stderr.write(`${report.error ?? failuresOfOurs(report)}\n`);
  }
  return EXIT[report.verdict];
}

/** A line a reason: what stops one check of a machine mostly stops them all. */
function failuresOfOurs({ checks }: Report): string {
  const reasons = Map.groupBy(
    checks.filter((check) => check.status === 'error'),
    ({ message }) => message,
  );
  return [...reasons].map(([message, of]) => `${of.map(({ id }) => id).join(', ')}: ${message}`).join('\n');
}

/** Grades at once and after every change, on the same warm runtime, until Ctrl-C; ends with the last status. */
async function gradeOnChange(job: Job, { folder, files: first }: AppFolder): Promise<number> {
  const { context, exercise, dir } = job;
  let status: number = EXIT.error;
  let files: Files | undefined = first;
  let changed = true;
  let running: AbortController | undefined;
  let wake = () => {};
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => /(^|[\\/])(node_modules|\.[^\\/]+)([\\/]|$)/.test(relative(folder, path)),
    // Editors write in steps: one save is one run.
    awaitWriteFinish: { stabilityThreshold: 120, pollInterval: 40 },
  });
  watcher.on('all', () => {
    changed = true;
    running?.abort();
    wake();
  });
  context.signal.addEventListener('abort', () => {
    running?.abort();
    wake();
  });
  // Until then a change would be taken for part of the folder as it was found.
  await once(watcher, 'ready');
  try {
    while (!context.signal.aborted) {
      if (changed) {
        changed = false;
        running = new AbortController();
        // Leaves the scrollback: earlier reports can be read again.
        if (context.stdout.isTTY && job.options.reporter === 'text')
          context.stdout.write('\u001b[2J\u001b[H');
        try {
          files ??= (await appFolder(context, exercise, dir)).files;
          status = await gradeOnce(job, files, running.signal);
        } catch (error) {
          if (!running.signal.aborted) {
            if (!(error instanceof CourseError)) throw error;
            status = EXIT.error;
            context.stderr.write(`${error.message}\n`);
          }
        }
        running = undefined;
        files = undefined;
        if (!changed && !context.signal.aborted) {
          context.stderr.write(`\nWatching ${folder}; Ctrl-C ends.\n`);
        }
        continue;
      }
      await new Promise<void>((resolveWait) => {
        wake = resolveWait;
        if (changed || context.signal.aborted) resolveWait();
      });
    }
    return status;
  } finally {
    await watcher.close();
  }
}

/** Tells the events of a run. */
function narrator(
  exercise: FixExercise,
  progress: ReturnType<typeof progressOn>,
): (event: GradingEvent) => void {
  const titles = new Map(exercise.checks.map((check) => [check.id, check.title]));
  let total = 0;
  let done = 0;
  let failed = 0;
  return (event) => {
    if (event.type === 'started') {
      total = event.checks.length;
      progress.line(`grading ${event.exercise}: ${total} checks, seed ${event.seed}`);
    } else if (event.type === 'check-started') {
      const failures = failed > 0 ? `, ${failed} failed` : '';
      progress.now(`${done}/${total}${failures}: ${titles.get(event.id) ?? event.id}`);
    } else if (event.type === 'check-ended') {
      done += 1;
      if (event.result.status !== 'pass') failed += 1;
      progress.line(`${event.result.status.padEnd(5)} ${event.result.id} (${event.result.durationMs} ms)`);
    }
  };
}

function againCommand({ exercise, dir, options }: Job, seed: number): string {
  return [
    `${CALL} grade ${exercise.id}`,
    ...(dir === undefined ? [] : [quoted(dir)]),
    ...(options.runtime === 'node' ? [] : [`--runtime ${options.runtime}`]),
    ...(options.sandbox === 'process' ? [] : [`--sandbox ${options.sandbox}`]),
    // The URL can hold a password, and reports are passed on.
    ...(options.database === 'pglite' ? [] : ['--database postgres://…']),
    `--seed ${seed}`,
  ].join(' ');
}
