/** The report for people: what failed and how comes first. */
import type { Exercise } from '../../course/exercise.ts';
import type { CheckResult, Report } from '../report.ts';
import { evidenceLines } from './evidence.ts';
import { printable } from './printable.ts';
import { wrapped } from './wrapped.ts';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

export interface TextReportOptions {
  paint: Paint;
  /** Columns to wrap sentences at. */
  width: number;
  /** The command that repeats this run. */
  again: string;
  /** For what to read and which hint helps. */
  exercise: Pick<Exercise, 'checks'>;
}

export function textReport(report: Report, options: TextReportOptions): string {
  const { paint } = options;
  const place = (check: CheckResult) => options.exercise.checks.findIndex(({ id }) => id === check.id);
  const ordered = report.checks.toSorted((a, b) => place(a) - place(b));
  const of = (status: CheckResult['status']) => ordered.filter((check) => check.status === status);
  const [failed, broken, passed] = [of('fail'), of('error'), of('pass')];
  const sections = [
    report.error
      ? [paint('red', 'The grader itself failed'), ...wrapped(printable(report.error), options.width, '  ')]
      : [],
    heading(paint, 'Not graded, and not your fault', broken),
    ...broken.map((check) => [
      `${paint('yellow', '!')} ${paint('bold', check.id)}`,
      ...wrapped(printable(check.message), options.width, '    '),
    ]),
    heading(paint, 'Failed', failed),
    ...byReason(failed).map((checks) =>
      checks.length === 1
        ? checks.flatMap((check) => failedCheck(check, options))
        : failedForOneReason(checks, options),
    ),
    [
      ...heading(paint, 'Passed', passed),
      ...passed.map((check) => `${paint('green', '✓')} ${check.title}  ${paint('dim', check.id)}`),
    ],
    [verdictLine(report, paint), paint('dim', whereGraded(report)), paint('dim', `Again: ${options.again}`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(paint: Paint, title: string, checks: readonly CheckResult[]): string[] {
  return checks.length === 0 ? [] : [paint('bold', `${title} (${checks.length})`)];
}

function failedCheck(check: CheckResult, { paint, width, exercise }: TextReportOptions): string[] {
  const known = exercise.checks.find(({ id }) => id === check.id);
  const parts: Array<[string, string | undefined]> = check.happened
    ? [
        ['Tried', check.tried],
        ['Happened', check.happened],
        ['Expected', check.expected],
      ]
    : [['Happened', check.message]];
  const about = [
    check.id,
    check.kind,
    `${check.points} ${check.points === 1 ? 'point' : 'points'}`,
    ...check.standards,
  ];
  return [
    `${paint('red', '✗')} ${paint('bold', check.title)}`,
    ...wrapped(about.join(' · '), width, '    ').map((line) => paint('dim', line)),
    ...parts.flatMap(([label, text]) =>
      text ? labelled(`    ${label.padEnd(10)}`, wrapped(printable(text), width, ' '.repeat(14))) : [],
    ),
    ...evidenceLines(check.evidence).map((line) => paint('dim', `      ${line}`)),
    ...(known?.hint === undefined
      ? []
      : [`    ${'Hint'.padEnd(10)}number ${known.hint} on the exercise's page`]),
    ...(known?.read ?? []).map(({ title, url }) => `    ${'Read'.padEnd(10)}${title}: ${url}`),
  ];
}

/**
 * An app that does not start fails every check: its reason is told once. Only faults of the app are alike like this;
 * a check's own findings come with what it expected.
 */
function byReason(failed: readonly CheckResult[]): CheckResult[][] {
  const groups: CheckResult[][] = [];
  for (const check of failed) {
    const alike = groups.find(
      ([first]) => !check.expected && check.happened && first?.happened === check.happened,
    );
    if (alike) alike.push(check);
    else groups.push([check]);
  }
  return groups;
}

function failedForOneReason(checks: readonly CheckResult[], { paint, width }: TextReportOptions): string[] {
  const [first] = checks;
  return [
    `${paint('red', '✗')} ${paint('bold', `${checks.length} checks failed for one reason`)}`,
    ...labelled(
      `    ${'Happened'.padEnd(10)}`,
      wrapped(printable(first?.happened ?? ''), width, ' '.repeat(14)),
    ),
    ...evidenceLines(first?.evidence ?? []).map((line) => paint('dim', `      ${line}`)),
    ...labelled(
      `    ${'Checks'.padEnd(10)}`,
      wrapped(checks.map((check) => check.id).join(', '), width, ' '.repeat(14)),
    ),
  ];
}

/** Puts the label into the indent of the first line. */
const labelled = (label: string, lines: string[]) =>
  lines.map((line, index) => (index === 0 ? label + line.slice(label.length) : line));

function verdictLine({ verdict, checks, score, durationMs }: Report, paint: Paint): string {
  const passed = checks.filter((check) => check.status === 'pass').length;
  const counts = `${passed} of ${checks.length} checks, ${score.earned} of ${score.max} points, ${(durationMs / 1000).toFixed(1)} s`;
  const word = { pass: paint('green', 'PASS'), fail: paint('red', 'FAIL'), error: paint('yellow', 'ERROR') }[
    verdict
  ];
  return `${word}  ${counts}`;
}

function whereGraded({ exercise, runtime, database, seed }: Report): string {
  if (database === 'none') return `${exercise}, compared with its key`;
  return `${exercise} in ${runtime} on ${{ pglite: 'PGlite', postgres: 'a PostgreSQL server' }[database]}, seed ${seed}`;
}
