/** The report as JUnit's XML, in the form that Jenkins, GitLab and GitHub's test reporters read. */
import type { CheckResult, Report } from '../report.ts';
import { evidenceLines } from './evidence.ts';

/** A failed check is a `failure`, one that our side could not grade an `error`. */
export function junitReport(report: Report): string {
  const count = (status: CheckResult['status']) =>
    report.checks.filter((check) => check.status === status).length;
  const broken = ownFailure(report);
  const counts = attributes({
    tests: report.checks.length + broken.length,
    failures: count('fail'),
    errors: count('error') + broken.length,
    skipped: 0,
    time: seconds(report.durationMs),
  });
  const properties = {
    runtime: report.runtime,
    database: report.database,
    seed: report.seed,
    verdict: report.verdict,
    'score.earned': report.score.earned,
    'score.max': report.score.max,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="other90"${counts}>`,
    `  <testsuite name="${escaped(report.exercise)}"${counts}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...report.checks.map((check) => testcase(report, check)),
    ...broken,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
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

/** When no check could run there must still be something that did not pass. */
function ownFailure(report: Report): string[] {
  if (!report.error) return [];
  const lines = [
    `    <testcase${attributes({ name: 'the grader ran', classname: report.exercise, time: seconds(0) })}>`,
    `      <error${attributes({ message: report.error, type: 'grader' })}>${escaped(report.error)}</error>`,
    '    </testcase>',
  ];
  return [lines.join('\n')];
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
