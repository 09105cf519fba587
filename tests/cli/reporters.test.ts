import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/grading/report.ts';
import { ctrfReport } from '../../src/grading/reporters/ctrf.ts';
import { jsonReport } from '../../src/grading/reporters/json.ts';
import { junitReport } from '../../src/grading/reporters/junit.ts';
import { textReport } from '../../src/grading/reporters/text.ts';
import { ctrfSchema, reportSchema } from './report-schemas.ts';
import { brokenReport, failedReport, noReport, passedReport } from './sample-report.ts';

const ALL = { passed: passedReport, failed: failedReport, broken: brokenReport, none: noReport };
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

const text = (report: Report) =>
  textReport(report, {
    paint: (_, plain) => plain,
    width: 80,
    again: 'AGAIN --seed 42',
    exercise: {
      checks: [
        {
          id: 'sql-login',
          title: 'SQL in the e-mail logs nobody in',
          kind: 'attack',
          points: 5,
          standards: [],
          read: [{ title: 'Parameters', url: 'https://example.com/p' }],
          hint: 2,
        },
      ],
    },
  });

describe('text', () => {
  test('begins with what failed: tried, happened, expected, evidence, hint, reading', () => {
    expect(text(failedReport)).toBe(`Failed (1)

✗ SQL in the e-mail logs nobody in
    sql-login · attack · 5 points · CWE-89 · OWASP-2025-A05
    Tried     Sent ' OR 1=1 -- as the e-mail.
    Happened  "Ann" <ann@example.com> was logged in & got a token.
    Expected  Nobody is logged in: 401.
      (2 earlier steps: see --json)
      → POST /api/login  from 203.0.113.7  {"email":"' OR 1=1 --"}
      ← 200  {"token":"\\u001b[2J\\u0000${'x'.repeat(145)}… (157 more characters)
      → GET /api/me  from 203.0.113.7
      ← no answer
      users: id | password
        1 | NULL
        2 | a
        3 | b
        (1 more rows)
      SQL SELECT * FROM users WHERE email = '' OR 1=1 --'  with ["a",null]
      stderr: two
      stderr: \\u001b]0;title\\u0007three
      stderr: four
      clock moved by 900 s
    Hint      number 2 on the exercise's page
    Read      Parameters: https://example.com/p

Passed (1)
✓ A new user can register  register

FAIL  1 of 2 checks, 2 of 7 points, 1.2 s
login in node on PGlite, seed 42
Again: AGAIN --seed 42
`);
  });

  test('tells a reason that many checks share once, and orders checks as the exercise does', () => {
    const [passed, failed] = failedReport.checks;
    if (!passed || !failed) throw new Error('no checks');
    const dead = { ...failed, happened: 'The app crashed.', expected: undefined, evidence: [] };
    const report = {
      ...failedReport,
      checks: [
        { ...dead, id: 'one' },
        { ...dead, id: 'sql-login' },
        { ...dead, id: 'two' },
      ],
    };
    expect(text(report)).toMatch(
      /^Failed \(3\)\n\n✗ 3 checks failed for one reason\n {4}Happened {2}The app crashed\.\n {4}Checks {4}one, two, sql-login\n\nFAIL/,
    );
  });

  test('tells our own failure apart from the learner’s', () => {
    expect(text(brokenReport)).toMatch(
      /^Not graded, and not your fault \(1\)\n\n! rate-limit\n {4}The grader itself/,
    );
    expect(text(brokenReport)).toContain('\nERROR  1 of 3 checks');
    expect(text(noReport)).toMatch(
      /^The grader itself failed\n {2}The grader could not run: no suite\\u0008\.\n\nERROR/,
    );
  });

  test.each(Object.entries(ALL))('never passes on what steers a terminal: %s', (_, report) => {
    expect(text(report)).not.toMatch(CONTROL);
  });

  test('breaks sentences at the width and keeps them under their label', () => {
    const [check] = failedReport.checks.slice(1);
    if (!check) throw new Error('no check');
    const long = { ...failedReport, checks: [{ ...check, happened: `${'word '.repeat(30)}end` }] };
    const lines = text(long).split('\n');
    const at = lines.findIndex((line) => line.startsWith('    Happened'));
    expect(lines.slice(at, at + 3).map((line) => line.length <= 80)).toEqual([true, true, true]);
    expect(lines[at + 1]).toMatch(/^ {14}word/);
  });
});

describe('json', () => {
  test.each(Object.entries(ALL))('is the report, whole and nothing else: %s', (_, report) => {
    expect(JSON.parse(jsonReport(report))).toEqual(report);
    expect(reportSchema.parse(JSON.parse(jsonReport(report)))).toEqual(report);
  });
});

describe('junit', () => {
  const parse = (report: Report) =>
    new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => ['testcase', 'property'].includes(name),
    }).parse(junitReport(report)) as {
      testsuites: Record<string, string> & {
        testsuite: Record<string, string> & {
          properties: { property: Array<{ name: string; value: string }> };
          testcase: Array<
            Record<string, string> & {
              failure?: { message: string; type: string };
              error?: { message: string };
            }
          >;
        };
      };
    };

  test.each(Object.entries(ALL))('is well-formed and counts what it holds: %s', (_, report) => {
    expect(XMLValidator.validate(junitReport(report))).toBe(true);
    expect(junitReport(report)).not.toMatch(CONTROL);
    const { testsuite, ...totals } = parse(report).testsuites;
    const { testcase } = testsuite;
    expect(testsuite).toMatchObject({
      name: 'login',
      tests: String(testcase.length),
      failures: String(testcase.filter((one) => one.failure).length),
      errors: String(testcase.filter((one) => one.error).length),
      time: '1.234',
    });
    expect(totals).toMatchObject({
      tests: testsuite.tests,
      failures: testsuite.failures,
      errors: testsuite.errors,
    });
    expect(testcase.every((one) => one.name && one.classname && one.time)).toBe(true);
  });

  test('a failed check is a failure with its sentence, what we could not grade an error', () => {
    const { testsuite } = parse(brokenReport).testsuites;
    expect(testsuite.testcase.map((one) => one.name)).toEqual([
      'register: A new user can register',
      'sql-login: SQL in the e-mail logs nobody in',
      'rate-limit: Guessing is slowed down',
    ]);
    expect(testsuite.testcase[1]?.failure).toMatchObject({
      message: failedReport.checks[1]?.message,
      type: 'CWE-89',
    });
    expect(testsuite.testcase[2]?.error?.message).toContain('no clock');
    expect(testsuite.properties.property).toContainEqual({ name: 'seed', value: '42' });
  });

  test('a run without a check still has something that did not pass', () => {
    expect(parse(noReport).testsuites.testsuite.testcase[0]?.error?.message).toBe(
      'The grader could not run: no suite\ufffd.',
    );
  });
});

describe('ctrf', () => {
  const STOP = 1_700_000_000_000;

  test.each(Object.entries(ALL))('keeps to the format and counts what it holds: %s', (_, report) => {
    const { summary, tests } = ctrfSchema.parse(JSON.parse(ctrfReport(report, STOP))).results;
    const count = (status: string) => tests.filter((one) => one.status === status).length;
    expect(summary).toMatchObject({
      tests: tests.length,
      passed: count('passed'),
      failed: count('failed'),
      other: count('other'),
      start: STOP - 1234,
      stop: STOP,
    });
  });

  test('our own failure is neither passed nor failed', () => {
    const { tests } = ctrfSchema.parse(JSON.parse(ctrfReport(brokenReport, STOP))).results;
    expect(tests.map(({ status, rawStatus }) => [status, rawStatus])).toEqual([
      ['passed', 'pass'],
      ['failed', 'fail'],
      ['other', 'error'],
    ]);
    expect(ctrfSchema.parse(JSON.parse(ctrfReport(noReport, STOP))).results.tests).toMatchObject([
      { status: 'other', message: noReport.error },
    ]);
  });
});
