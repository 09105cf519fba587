/** Writes a report where it was asked for: to standard output, or whole into a file. */
import type { Exercise } from '../course/exercise.ts';
import type { Report } from '../grading/report.ts';
import { ctrfReport } from '../grading/reporters/ctrf.ts';
import type { ReporterName } from '../grading/reporters/index.ts';
import { jsonReport } from '../grading/reporters/json.ts';
import { junitReport } from '../grading/reporters/junit.ts';
import { type Paint, textReport } from '../grading/reporters/text.ts';
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
  if (output === undefined) {
    const width = Math.min(context.stdout.columns ?? 100, 120);
    context.stdout.write(render(report, options, painter(context.stdout), width));
    return;
  }
  await writeWhole(
    output,
    render(report, options, (_, text) => text, 100),
  );
  context.stderr.write(`${report.exercise}: ${report.verdict}. The report is in ${output}.\n`);
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
