/** The report as JUnit's XML, in the form that Jenkins, GitLab and GitHub's test reporters read. */
import type { CheckResult, Report } from '../report.ts';
import type { Submissions } from '../submissions.ts';
import { evidenceLines } from './evidence.ts';

/** A failed check is a `failure`, one that our side could not grade an `error`. */
export function junitReport(report: Report): string {
  const { counts, lines } = testsuite(report, report.exercise);
  return junit(counts, lines);
}

/** Several folders: a test suite each, by the folder's name. */
export function submissionsJunit({ exercise, durationMs, submissions }: Submissions): string {
  const suites = submissions.map((submission) =>
    'report' in submission
      ? testsuite(submission.report, submission.folder)
      : notGraded(exercise, submission.folder, submission.error),
  );
  const sum = (key: 'tests' | 'failures' | 'errors') =>
    suites.reduce((total, { counts }) => total + counts[key], 0);
  return junit(
    {
      tests: sum('tests'),
      failures: sum('failures'),
      errors: sum('errors'),
      skipped: 0,
      time: seconds(durationMs),
    },
    suites.flatMap(({ lines }) => lines),
  );
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  time: string;
}

interface Testsuite {
  counts: Counts;
  lines: string[];
}

function junit(counts: Counts, suites: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="other90"${attributes({ ...counts })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function notGraded(exercise: string, folder: string, error: string): Testsuite {
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0, time: seconds(0) };
  const lines = [
    `  <testsuite${attributes({ name: folder, ...counts })}>`,
    brokenCase(exercise, error),
    '  </testsuite>',
  ];
  return { counts, lines };
}

function testsuite(report: Report, name: string): Testsuite {
  const count = (status: CheckResult['status']) =>
    report.checks.filter((check) => check.status === status).length;
  // When no check could run there must still be something that did not pass.
  const broken = report.error ? [brokenCase(report.exercise, report.error)] : [];
  const counts = {
    tests: report.checks.length + broken.length,
    failures: count('fail'),
    errors: count('error') + broken.length,
    skipped: 0,
    time: seconds(report.durationMs),
  };
  const properties = {
    runtime: report.runtime,
    database: report.database,
    seed: report.seed,
    verdict: report.verdict,
    'score.earned': report.score.earned,
    'score.max': report.score.max,
  };
  const lines = [
    `  <testsuite${attributes({ name, ...counts })}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property${attributes({ name: key, value })}/>`,
    ),
    '    </properties>',
    ...report.checks.map((check) => testcase(report, check)),
    ...broken,
    '  </testsuite>',
  ];
  return { counts, lines };
}

function testcase(report: Report, check: CheckResult): string {
  const start = `    <testcase${attributes({ name: `${check.id}: ${check.title}`, classname: `${report.exercise}.${check.kind}`, time: seconds(check.durationMs) })}`;
  if (check.status === 'pass') return `${start}/>`;
  const element = check.status === 'fail' ? 'failure' : 'error';
  const type = check.standards[0] ?? check.kind;
  const text = [check.message, ...evidenceLines(check.evidence)].join('\n');
  return [
    `${start}>`,
    `      <${element}${attributes({ message: check.message, type })}>${escaped(text)}</${element}>`,
    '    </testcase>',
  ].join('\n');
}

function brokenCase(exercise: string, error: string): string {
  return [
    `    <testcase${attributes({ name: 'the grader ran', classname: exercise, time: seconds(0) })}>`,
    `      <error${attributes({ message: error, type: 'grader' })}>${escaped(error)}</error>`,
    '    </testcase>',
  ].join('\n');
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`,
    )
    .join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For content and attributes alike. What XML 1.0 can't hold at all becomes U+FFFD. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/\r\n?/g, '\n')
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  );
}
