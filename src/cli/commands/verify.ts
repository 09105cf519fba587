import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exerciseIds, loadExercise } from '../../course/load.ts';
import { isCode } from '../../course/read-folder.ts';
import { type Context, EXIT, type RuntimeChoice } from '../context.ts';
import { painter } from '../paint.ts';
import { progressOn } from '../progress.ts';
import { anySeed } from '../values.ts';
import {
  type ExerciseFolder,
  readExerciseFolder,
  type Subject,
  subjectsOf,
} from '../verify/exercise-folder.ts';
import { gradeReviewSubjects } from '../verify/grade-reviews.ts';
import type { Outcomes } from '../verify/outcomes.ts';
import type { Problem } from '../verify/problem.ts';
import { verifyReport, verifyText } from '../verify/report.ts';
import { FILE_RULES, OUTCOME_RULES } from '../verify/rules/index.ts';
import { noStrayFolders } from '../verify/rules/no-stray-folders.ts';
import { runAll, type Task } from '../verify/run-all.ts';
import { isInEveryRuntime, sampledChecks, sampleOf } from '../verify/sample.ts';

export interface VerifyCommandOptions {
  runtime: RuntimeChoice[];
  repeat: number;
  reporter: 'text' | 'json';
  /** Of the node runtime's apps: `pglite`, or the URL of a PostgreSQL server. */
  database: string;
  /** A part of the proofs that still sees every check pass and fail; starter and solution in all runtimes. */
  sample?: boolean;
}

export async function verify(
  context: Context,
  wanted: readonly string[],
  { runtime: runtimes, repeat, reporter, database, sample = false }: VerifyCommandOptions,
): Promise<number> {
  const startedAt = performance.now();
  const seeds = Array.from({ length: repeat }, anySeed);
  const ids = wanted.length > 0 ? [...new Set(wanted)] : await exerciseIds(context.root);
  const problems: Problem[] = wanted.length > 0 ? [] : noStrayFolders(await courseFolders(context.root, ids));
  const folders: ExerciseFolder[] = [];
  for (const id of ids) {
    // A name that was typed wrong is a wrong call; a file that is wrong is a problem.
    if (wanted.length > 0 && !(await exerciseIds(context.root)).includes(id))
      await loadExercise(context.root, id);
    const read = await readExerciseFolder(context.root, id);
    problems.push(...read.problems);
    if (read.folder) folders.push(read.folder);
  }
  problems.push(...folders.flatMap((folder) => FILE_RULES.flatMap((rule) => rule(folder))));

  const outcomes = await runFolders(context, folders, { runtimes, seeds, database, sample });
  problems.push(...outcomes.flatMap((outcome) => OUTCOME_RULES.flatMap((rule) => rule(outcome))));
  const report = verifyReport({
    outcomes,
    problems,
    runtimes,
    seeds,
    durationMs: Math.round(performance.now() - startedAt),
  });
  context.stdout.write(
    reporter === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : verifyText(report, painter(context.stdout)),
  );
  return EXIT[report.verdict];
}

async function runFolders(
  context: Context,
  folders: readonly ExerciseFolder[],
  {
    runtimes,
    seeds,
    database,
    sample,
  }: { runtimes: RuntimeChoice[]; seeds: number[]; database: string; sample: boolean },
): Promise<Outcomes[]> {
  const choose = sample ? sampleOf : (all: Subject[]) => all;
  const subjects = new Map(folders.map((folder) => [folder, choose(subjectsOf(folder))]));
  const apps = folders.filter(({ exercise }) => exercise.kind === 'fix');
  const tasks: Task[] = seeds.flatMap((seed) =>
    apps.flatMap((folder) =>
      (subjects.get(folder) ?? []).map((subject) => {
        const only = sample ? sampledChecks(subject) : undefined;
        return { exercise: folder.exercise.id, subject, seed, ...(only && { only }) };
      }),
    ),
  );
  const tasksIn = (runtime: RuntimeChoice) =>
    sample && runtime !== runtimes[0] ? tasks.filter(({ subject }) => isInEveryRuntime(subject)) : tasks;
  const total = runtimes.reduce((sum, runtime) => sum + tasksIn(runtime).length, 0);
  const progress = progressOn(context);
  const running = new Map<Task, string>();
  let done = 0;
  const show = () => progress.now(`${done}/${total} ${[...running.values()].join(' | ')}`);
  if (total > 0) progress.line(`${total} runs in ${runtimes.join(' and ')}, seeds ${seeds.join(', ')}`);
  try {
    const reviews = folders.flatMap((folder) =>
      folder.exercise.kind === 'review'
        ? gradeReviewSubjects(folder.exercise, subjects.get(folder) ?? [], seeds)
        : [],
    );
    const runs = await runAll(context, {
      tasksIn,
      // Where there are only reviews no browser has to be there.
      runtimes: apps.length > 0 ? runtimes : [],
      database,
      onStarted(task, runtime) {
        running.set(task, `${runtime} ${task.exercise} ${task.subject.name}`);
        show();
      },
      onEvent(task, runtime, event) {
        if (event.type !== 'check-started') return;
        running.set(task, `${runtime} ${task.exercise} ${task.subject.name}: ${event.id}`);
        show();
      },
      onEnded(run) {
        for (const task of running.keys())
          if (task.subject === run.subject && task.seed === run.seed) running.delete(task);
        done += 1;
        const { report } = run;
        const failed = report.checks.filter((check) => check.status === 'fail').length;
        const came = { pass: 'passes', fail: `fails ${failed}`, error: 'error' }[report.verdict];
        progress.line(
          `${done}/${total} ${run.runtime} ${report.exercise} ${run.subject.name}: ${came} (${(report.durationMs / 1000).toFixed(1)} s)`,
        );
        show();
      },
    });
    return folders.map((folder) => {
      const own = subjects.get(folder) ?? [];
      return {
        folder,
        subjects: own,
        runs: [...reviews, ...runs].filter((run) => own.includes(run.subject)),
      };
    });
  } finally {
    progress.end();
  }
}

async function courseFolders(root: string, ids: readonly string[]) {
  const folders = async (name: string) => {
    try {
      const entries = await readdir(join(root, name), { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    }
  };
  return { ids, exercises: await folders('exercises'), graders: await folders('graders') };
}
