/** Made-up reports with everything awkward in them. */
import { type CheckResult, type Report, summarise } from '../../src/grading/report.ts';

const checks: CheckResult[] = [
  {
    id: 'register',
    title: 'A new user can register',
    kind: 'feature',
    status: 'pass',
    points: 2,
    durationMs: 31,
    standards: [],
    message: 'Registered a user.',
    tried: 'Registered a user.',
    evidence: [],
  },
  {
    id: 'sql-login',
    title: 'SQL in the e-mail logs nobody in',
    kind: 'attack',
    status: 'fail',
    points: 5,
    durationMs: 120.5,
    standards: ['CWE-89', 'OWASP-2025-A05'],
    message: 'Sent \' OR 1=1 -- as the e-mail. "Ann" was logged in. Nobody should have been.',
    tried: "Sent ' OR 1=1 -- as the e-mail.",
    happened: '"Ann" <ann@example.com> was logged in & got a token.',
    expected: 'Nobody is logged in: 401.',
    evidence: [
      { type: 'note', text: 'first' },
      { type: 'note', text: 'second' },
      {
        type: 'exchange',
        exchange: {
          client: '203.0.113.7',
          request: {
            method: 'POST',
            path: '/api/login',
            headers: [['content-type', 'application/json']],
            body: '{"email":"\' OR 1=1 --"}',
          },
          response: {
            status: 200,
            headers: [],
            body: `{"token":"\u001b[2J\u0000${'x'.repeat(300)}"}`,
            durationMs: 3,
          },
        },
      },
      {
        type: 'exchange',
        exchange: {
          client: '203.0.113.7',
          request: { method: 'GET', path: '/api/me', headers: [], body: '' },
        },
      },
      {
        type: 'rows',
        title: 'users',
        columns: ['id', 'password'],
        rows: [
          ['1', null],
          ['2', 'a'],
          ['3', 'b'],
          ['4', 'c'],
        ],
      },
      { type: 'statement', sql: "SELECT * FROM users WHERE email = '' OR 1=1 --'", parameters: ['a', null] },
      { type: 'log', stream: 'stderr', text: 'one\ntwo\n\u001b]0;title\u0007three\nfour\n' },
      { type: 'clock', advancedMs: 900_000 },
    ],
  },
];

const broken: CheckResult = {
  id: 'rate-limit',
  title: 'Guessing is slowed down',
  kind: 'attack',
  status: 'error',
  points: 3,
  durationMs: 0,
  standards: ['CWE-307'],
  message: 'The grader itself failed here, this says nothing about your code: no clock',
  evidence: [],
};

const report = (results: CheckResult[], more: Partial<Report> = {}): Report => ({
  schema: 1,
  exercise: 'login',
  runtime: 'node',
  database: 'pglite',
  seed: 42,
  durationMs: 1234,
  ...summarise(results),
  checks: results,
  ...more,
});

export const failedReport = report(checks);
export const passedReport = report(checks.slice(0, 1));
export const brokenReport = report([...checks, broken]);
/** Not one check could run. */
export const noReport = report([], { error: 'The grader could not run: no suite\u0008.' });
