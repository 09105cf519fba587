/** `grade` of several folders in one call: one report for all, on a runtime that stays warm. */
import { resolve } from 'node:path';
import { CourseError } from '../../course/course-error.ts';
import type { Exercise, FixExercise } from '../../course/exercise.ts';
import type { Report } from '../../grading/report.ts';
import { countVerdicts, type Submission, verdictOf } from '../../grading/submissions.ts';
import { reviewReport } from '../../review/report.ts';
import { appFolder } from '../app-folder.ts';
import { CALL, type Context, EXIT, UsageError } from '../context.ts';
import { inParallel, runsAtOnce } from '../in-parallel.ts';
import { openGrader } from '../open-grader.ts';
import { progressOn } from '../progress.ts';
import { quoted } from '../quoted.ts';
import { anySeed } from '../values.ts';
import { checkWritable } from '../write-file.ts';
import { writeSubmissions } from '../write-report.ts';
import type { GradeCommandOptions } from './grade.ts';
import { readAnswersAt, refuseWithReview } from './grade-review.ts';

/**
 * Grades every folder, with one seed for all. One that can't be read is told in its place and stops nobody else.
 * @param dirs As given, relative to where the person stands; two at least.
 */
export async function gradeMany(
  context: Context,
  exercise: Exercise,
  dirs: readonly string[],
  options: GradeCommandOptions,
): Promise<number> {
  if (options.watch) throw new UsageError('--watch: name one folder to watch.');
  if (exercise.kind === 'review') refuseWithReview(exercise, options);
  const output = options.output === undefined ? undefined : resolve(context.cwd, options.output);
  if (output !== undefined) await checkWritable(output);
  const seed = options.seed ?? anySeed();
  const startedAt = performance.now();
  const submissions =
    exercise.kind === 'review'
      ? await Promise.all(
          dirs.map((folder) =>
            submission(folder, async () =>
              reviewReport(exercise, await readAnswersAt(context, exercise, folder), seed),
            ),
          ),
        )
      : await gradeApps(context, exercise, dirs, seed, options);
  const durationMs = Math.round(performance.now() - startedAt);
  await writeSubmissions(
    context,
    { exercise: exercise.id, seed, durationMs, submissions },
    {
      reporter: options.reporter,
      output,
      inFull: (folder) =>
        `${CALL} grade ${exercise.id} ${quoted(folder)}${exercise.kind === 'review' ? '' : ` --seed ${seed}`}`,
    },
  );
  const { fail, error } = countVerdicts(submissions);
  return error > 0 ? EXIT.error : fail > 0 ? EXIT.fail : EXIT.pass;
}

async function gradeApps(
  context: Context,
  exercise: FixExercise,
  dirs: readonly string[],
  seed: number,
  options: GradeCommandOptions,
): Promise<Submission[]> {
  const progress = progressOn(context);
  progress.line(`grading ${exercise.id}: ${dirs.length} folders, seed ${seed}`);
  const runtime = await openGrader(context, exercise, options);
  let done = 0;
  progress.now(`0/${dirs.length}`);
  try {
    return await inParallel(
      dirs,
      runsAtOnce(options.database),
      async (folder, signal) => {
        const ended = await submission(folder, async () => {
          const { files } = await appFolder(context, exercise, folder);
          return runtime.grade({ exercise: exercise.id, files, seed }, { signal });
        });
        done += 1;
        progress.line(`${done}/${dirs.length} ${folder}: ${verdictOf(ended)}`);
        progress.now(`${done}/${dirs.length} ${folder}: ${verdictOf(ended)}`);
        return ended;
      },
      context.signal,
    );
  } finally {
    progress.end();
    await runtime.close();
  }
}

/** What is wrong with one folder is that one's result; anything else ends the whole call. */
async function submission(folder: string, grade: () => Promise<Report>): Promise<Submission> {
  try {
    return { folder, report: await grade() };
  } catch (error) {
    if (error instanceof CourseError || error instanceof UsageError) return { folder, error: error.message };
    throw error;
  }
}
