/** The report in the Common Test Report Format (https://ctrf.io), specification 0.0.0. */
import type { CheckResult, Report } from '../report.ts';
import type { Submissions } from '../submissions.ts';
import { evidenceLines } from './evidence.ts';

/** CTRF has no word for "our side failed": that is its `other`, with the true word as `rawStatus`. */
const STATUS = { pass: 'passed', fail: 'failed', error: 'other' } as const;

type CtrfTest = ReturnType<typeof ctrfTest> | ReturnType<typeof notGraded>;

/** @param stoppedAt When the run ended, in epoch milliseconds. */
export function ctrfReport(report: Report, stoppedAt: number): string {
  return ctrf(testsOf(report, [report.exercise]), {
    suites: 1,
    durationMs: report.durationMs,
    stoppedAt,
    extra: extraOf(report),
  });
}

/** Several folders: the suite of a test is the exercise, then the folder. */
export function submissionsCtrf(
  { exercise, seed, durationMs, submissions }: Submissions,
  stoppedAt: number,
): string {
  const tests = submissions.flatMap((submission) => {
    const suite = [exercise, submission.folder];
    return 'report' in submission
      ? testsOf(submission.report, suite)
      : [{ ...notGraded(submission.error), suite }];
  });
  const each = submissions.map((submission) =>
    'report' in submission
      ? { folder: submission.folder, ...extraOf(submission.report) }
      : { folder: submission.folder, verdict: 'error', error: submission.error },
  );
  const extra = { exercise, seed, submissions: each };
  return ctrf(tests, { suites: submissions.length, durationMs, stoppedAt, extra });
}

function ctrf(tests: readonly CtrfTest[], { suites, durationMs, stoppedAt, extra }: CtrfRun): string {
  const count = (status: CtrfTest['status']) => tests.filter((test) => test.status === status).length;
  const whole = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: new Date(stoppedAt).toISOString(),
    generatedBy: 'other90',
    results: {
      tool: { name: 'other90' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: 0,
        pending: 0,
        other: count('other'),
        suites,
        start: Math.round(stoppedAt - durationMs),
        stop: stoppedAt,
        duration: Math.round(durationMs),
      },
      tests,
      extra,
    },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

interface CtrfRun {
  suites: number;
  durationMs: number;
  stoppedAt: number;
  extra: Record<string, unknown>;
}

/** When no check could run there must still be something that did not pass. */
function testsOf(report: Report, suite: string[]): CtrfTest[] {
  const tests = report.checks.map((check) => ctrfTest(check, suite));
  return report.error ? [...tests, notGraded(report.error)] : tests;
}

const extraOf = ({ exercise, runtime, database, seed, verdict, score }: Report) => ({
  exercise,
  runtime,
  database,
  seed,
  verdict,
  score,
});

const notGraded = (message: string) => ({
  name: 'the grader ran',
  status: STATUS.error,
  duration: 0,
  rawStatus: 'error',
  message,
});

function ctrfTest(check: CheckResult, suite: string[]) {
  const evidence = evidenceLines(check.evidence).join('\n');
  return {
    name: check.title,
    status: STATUS[check.status],
    duration: Math.round(check.durationMs),
    suite,
    rawStatus: check.status,
    type: check.kind,
    tags: check.standards,
    ...(check.status === 'pass' ? {} : { message: check.message }),
    ...(check.status === 'pass' || evidence === '' ? {} : { trace: evidence }),
    extra: { id: check.id, points: check.points },
  };
}
