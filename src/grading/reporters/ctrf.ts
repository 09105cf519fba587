/** The report in the Common Test Report Format (https://ctrf.io), specification 0.0.0. */
import type { CheckResult, Report } from '../report.ts';
import { evidenceLines } from './evidence.ts';

/** CTRF has no word for "our side failed": that is its `other`, with the true word as `rawStatus`. */
const STATUS = { pass: 'passed', fail: 'failed', error: 'other' } as const;

/** @param stoppedAt When the run ended, in epoch milliseconds. */
export function ctrfReport(report: Report, stoppedAt: number): string {
  const count = (status: CheckResult['status']) =>
    report.checks.filter((check) => check.status === status).length;
  // When no check could run there must still be something that did not pass.
  const broken = report.error
    ? [
        {
          name: 'the grader ran',
          status: STATUS.error,
          duration: 0,
          rawStatus: 'error',
          message: report.error,
        },
      ]
    : [];
  const ctrf = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: new Date(stoppedAt).toISOString(),
    generatedBy: 'other90',
    results: {
      tool: { name: 'other90' },
      summary: {
        tests: report.checks.length + broken.length,
        passed: count('pass'),
        failed: count('fail'),
        skipped: 0,
        pending: 0,
        other: count('error') + broken.length,
        suites: 1,
        start: Math.round(stoppedAt - report.durationMs),
        stop: stoppedAt,
        duration: Math.round(report.durationMs),
      },
      tests: [...report.checks.map((check) => ctrfTest(report, check)), ...broken],
      extra: {
        exercise: report.exercise,
        runtime: report.runtime,
        database: report.database,
        seed: report.seed,
        verdict: report.verdict,
        score: report.score,
      },
    },
  };
  return `${JSON.stringify(ctrf, null, 2)}\n`;
}

function ctrfTest(report: Report, check: CheckResult) {
  const evidence = evidenceLines(check.evidence).join('\n');
  return {
    name: check.title,
    status: STATUS[check.status],
    duration: Math.round(check.durationMs),
    suite: [report.exercise],
    rawStatus: check.status,
    type: check.kind,
    tags: check.standards,
    ...(check.status === 'pass' ? {} : { message: check.message }),
    ...(check.status === 'pass' || evidence === '' ? {} : { trace: evidence }),
    extra: { id: check.id, points: check.points },
  };
}
