/** `grade` for a review: the marks in an answer file, compared with the key. Nothing runs. */
import { readFile, stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import type { ReviewExercise } from '../../course/exercise.ts';
import { readFolder } from '../../course/load.ts';
import { ANSWER_FILES, answerFile, readAnswers } from '../../review/answers.ts';
import { reviewReport } from '../../review/report.ts';
import type { Mark } from '../../review/score.ts';
import { CALL, type Context, EXIT, UsageError } from '../context.ts';
import { quoted } from '../quoted.ts';
import { checkWritable } from '../write-file.ts';
import { writeReport } from '../write-report.ts';
import type { GradeCommandOptions } from './grade.ts';

/** The marks in an answer file, or in the folder that holds one. @throws CourseError, UsageError */
export async function readAnswersAt(
  context: Context,
  exercise: ReviewExercise,
  given: string,
): Promise<Mark[]> {
  const { text, file } = await answersAt(context, resolve(context.cwd, given), exercise.id);
  return readAnswers(exercise, text, file);
}

/** @throws UsageError for an option that means nothing where nothing runs. */
export function refuseWithReview(
  { id }: ReviewExercise,
  { runtime, database, sandbox, watch }: GradeCommandOptions,
): void {
  if (runtime !== 'node' || database !== 'pglite' || sandbox !== 'process')
    throw new UsageError(`"${id}" is a review: nothing runs. Leave out --runtime, --database and --sandbox.`);
  if (watch) throw new UsageError(`--watch: a review is graded at once; call grade again after a change.`);
}

/** @param given The answer file, or a folder that holds one, relative to where the person stands. */
export async function gradeReview(
  context: Context,
  exercise: ReviewExercise,
  given: string | undefined,
  options: GradeCommandOptions,
): Promise<number> {
  const { id } = exercise;
  refuseWithReview(exercise, options);
  if (given === undefined)
    throw new UsageError(
      `"${id}" is a review: name the file with your marks. ${CALL} start ${id} my-review makes one to fill in; the page of the exercise lets you download yours.`,
    );
  const output = options.output === undefined ? undefined : resolve(context.cwd, options.output);
  if (output !== undefined) await checkWritable(output);
  const report = reviewReport(exercise, await readAnswersAt(context, exercise, given), options.seed ?? 0);
  await writeReport(context, report, {
    reporter: options.reporter,
    output,
    again: `${CALL} grade ${id} ${quoted(given)}`,
    exercise,
  });
  return EXIT[report.verdict];
}

/** The answers' text, and how the file is called in messages. */
async function answersAt(
  context: Context,
  path: string,
  id: string,
): Promise<{ text: string; file: string }> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile())
    return { text: await readFile(path, 'utf8'), file: relative(context.cwd, path) || basename(path) };
  const files = await readFolder(path);
  const name = answerFile(files);
  if (name === undefined)
    throw new UsageError(
      `${path} has no ${ANSWER_FILES.join(' and no ')}; name your answer file, or make one: ${CALL} start ${id} my-review`,
    );
  return { text: files[name] ?? '', file: relative(context.cwd, resolve(path, name)) };
}
