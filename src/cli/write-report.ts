/** Writes a report, or that of several folders, where it was asked for: to standard output, or whole into a file. */
import type { Exercise } from '../course/exercise.ts';
import type { Report } from '../grading/report.ts';
import { ctrfReport, submissionsCtrf } from '../grading/reporters/ctrf.ts';
import type { ReporterName } from '../grading/reporters/index.ts';
import { jsonReport } from '../grading/reporters/json.ts';
import { junitReport, submissionsJunit } from '../grading/reporters/junit.ts';
import { submissionsJson } from '../grading/reporters/submissions-json.ts';
import { submissionsText } from '../grading/reporters/submissions-text.ts';
import { type Paint, textReport } from '../grading/reporters/text.ts';
import { countVerdicts, type Submissions } from '../grading/submissions.ts';
import type { Context } from './context.ts';
import { painter } from './paint.ts';
import { writeWhole } from './write-file.ts';

export interface WriteReportOptions {
  reporter: ReporterName;
  /** Absolute path of the file; standard output when absent. */
  output: string | undefined;
  /** The command that repeats the run. */
  again: string;
  exercise: Exercise;
}

export async function writeReport(
  context: Context,
  report: Report,
  options: WriteReportOptions,
): Promise<void> {
  const { output } = options;
  await write(context, output, (paint, width) => render(report, options, paint, width));
  if (output !== undefined)
    context.stderr.write(`${report.exercise}: ${report.verdict}. The report is in ${output}.\n`);
}

export interface WriteSubmissionsOptions {
  reporter: ReporterName;
  /** Absolute path of the file; standard output when absent. */
  output: string | undefined;
  /** The command that shows one folder's report in full. */
  inFull(folder: string): string;
}

export async function writeSubmissions(
  context: Context,
  submissions: Submissions,
  options: WriteSubmissionsOptions,
): Promise<void> {
  const { output } = options;
  await write(context, output, (paint, width) => renderSubmissions(submissions, options, paint, width));
  if (output === undefined) return;
  const { pass, fail, error } = countVerdicts(submissions.submissions);
  context.stderr.write(
    `${submissions.exercise}: ${pass} passed, ${fail} failed, ${error} not graded. The report is in ${output}.\n`,
  );
}

async function write(
  context: Context,
  output: string | undefined,
  make: (paint: Paint, width: number) => string,
): Promise<void> {
  if (output === undefined) {
    const width = Math.min(context.stdout.columns ?? 100, 120);
    context.stdout.write(make(painter(context.stdout), width));
  } else {
    await writeWhole(
      output,
      make((_, text) => text, 100),
    );
  }
}

function renderSubmissions(
  submissions: Submissions,
  { reporter, inFull }: WriteSubmissionsOptions,
  paint: Paint,
  width: number,
): string {
  switch (reporter) {
    case 'text':
      return submissionsText(submissions, { paint, width, inFull });
    case 'json':
      return submissionsJson(submissions);
    case 'junit':
      return submissionsJunit(submissions);
    case 'ctrf':
      return submissionsCtrf(submissions, Date.now());
  }
}

function render(
  report: Report,
  { reporter, again, exercise }: WriteReportOptions,
  paint: Paint,
  width: number,
): string {
  switch (reporter) {
    case 'text':
      return textReport(report, { paint, width, again, exercise });
    case 'json':
      return jsonReport(report);
    case 'junit':
      return junitReport(report);
    case 'ctrf':
      return ctrfReport(report, Date.now());
  }
}
