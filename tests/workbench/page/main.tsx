/** The workbench without the site around it, on a runtime that is told what to do. */
import '../../../src/styles/tokens.css';
import '../../../src/styles/fonts.css';
import '../../../src/styles/base.css';
import '../../../src/styles/page.css';
import '../../../src/styles/prose.css';
import '../../../src/styles/exercise.css';
import { render } from 'preact';
import type { CheckStatus } from '../../../src/grading/report.ts';
import { AppFaultError } from '../../../src/runtimes/faults.ts';
import type { Files, TableSnapshot } from '../../../src/runtimes/runtime.ts';
import Workbench, { type WorkbenchProps } from '../../../src/workbench/Workbench.tsx';
import { checkResult, play, respond, ScriptedRuntime } from '../scripted-runtime.ts';

declare global {
  interface Window {
    props: WorkbenchProps;
    /** Set by a test: checks wait for `release` before each one ends. */
    holdChecks?: boolean;
    release?: () => void;
    /** Set by a test: storage has no room. */
    diskFull?: boolean;
  }
}

/**
 * The app of the login exercise, as far as the page has to see it: open as long as db.ts puts quotes around input, and
 * half open when it says so.
 */
function pretend(checks: WorkbenchProps['exercise']['checks']): ScriptedRuntime {
  const runtime = new ScriptedRuntime();
  let files: Files = {};
  const users: string[][] = [];
  const isOpen = (code: Files) => code['db.ts']?.includes(`'\${email}'`) === true;
  /** Every so many attacks get through; none with 0. */
  const stepOfHoles = (code: Files) => (isOpen(code) ? (code['db.ts']?.includes('half a fix') ? 6 : 3) : 0);
  const snapshot = (): TableSnapshot[] => [
    {
      name: 'users',
      columns: ['id', 'email', 'password', 'name'],
      rows: users.map((row) => [...row]),
      rowCount: users.length,
    },
  ];
  runtime.onOpen = (options) => {
    files = options.files;
    users.length = 0;
    runtime.tables = snapshot();
    const broken = files['server.ts']?.split('\n').findIndex((line) => line.includes('@@@')) ?? -1;
    if (broken >= 0)
      throw new AppFaultError({
        kind: 'compile',
        message: 'Unexpected character "@"',
        place: { file: 'server.ts', line: broken + 1, column: 1 },
      });
    options.onLog?.({ stream: 'stdout', text: 'Server is running on port 3000\n' });
  };
  runtime.answer = (request) => {
    const body = new TextDecoder().decode(request.body);
    const options = runtime.opened.at(-1);
    const { email = '', password = '', name = '' } = body.startsWith('{') ? JSON.parse(body) : {};
    if (request.path === '/api/register') {
      users.push([String(users.length + 1), email, password, name]);
      runtime.tables = snapshot();
      options?.onStatement?.({
        sql: `INSERT INTO users (email, password, name) VALUES ('${email}', '${password}', '${name}')`,
        parameters: [],
        connection: 1,
      });
      return respond(201, JSON.stringify({ id: users.length, email }), [
        ['Content-Type', 'application/json'],
      ]);
    }
    if (request.path === '/api/login') {
      const open = isOpen(files);
      options?.onStatement?.({
        sql: open
          ? `SELECT * FROM users WHERE email = '${email}' AND password = '${password}'`
          : 'SELECT * FROM users WHERE email = $1',
        parameters: open ? [] : [email],
        connection: 1,
      });
      if ((open && email.includes(`'`)) || users.some((user) => user[1] === email && user[2] === password))
        return respond(200, JSON.stringify({ message: 'Login successful', token: 'ey.J.x' }), [
          ['Content-Type', 'application/json'],
          ['Set-Cookie', 'token=ey.J.x; Path=/'],
        ]);
      return respond(401, JSON.stringify({ error: 'Invalid credentials' }), [
        ['Content-Type', 'application/json'],
      ]);
    }
    options?.onLog?.({ stream: 'stderr', text: `No route for ${request.path}` });
    return respond(404, 'not here');
  };
  runtime.grading = async (job, { onEvent, signal }) => {
    const wanted = checks.filter(({ id }) => !job.only || job.only.includes(id));
    const results = wanted.map(({ id, title, kind, points }, index) => {
      const step = stepOfHoles(job.files);
      const status: CheckStatus = step > 0 && kind === 'attack' && index % step === 0 ? 'fail' : 'pass';
      const email = `user${job.seed % 1000}@example.com' OR 1=1 --`;
      return {
        ...checkResult(id, status),
        title,
        kind,
        points,
        ...(status === 'fail' && {
          tried: `POST /api/login with the e-mail "${email}" and any password`,
          happened: 'The answer was 200, with a token of the first user.',
          expected: '401 and one and the same JSON error as for any other wrong login.',
          evidence: [
            {
              type: 'exchange' as const,
              exchange: {
                client: '198.51.100.23',
                request: {
                  method: 'POST',
                  path: '/api/login',
                  headers: [['Content-Type', 'application/json']] as Array<[string, string]>,
                  body: JSON.stringify({ email, password: 'x' }),
                },
                response: {
                  status: 200,
                  headers: [['Content-Type', 'application/json']] as Array<[string, string]>,
                  body: '{"message":"Login successful","token":"ey.J.x"}',
                  durationMs: 4,
                },
              },
            },
            {
              type: 'rows' as const,
              title: 'Found in users',
              columns: ['id', 'password'],
              rows: [['1', 'correct horse battery']],
            },
            {
              type: 'statement' as const,
              sql: `SELECT * FROM users WHERE email = '${email}'`,
              parameters: [],
            },
            { type: 'clock' as const, advancedMs: 900_000 },
          ],
        }),
      };
    });
    if (!window.holdChecks) return play(job, results, onEvent);
    onEvent?.({
      type: 'started',
      exercise: job.exercise,
      seed: job.seed,
      checks: wanted.map(({ id }) => id),
    });
    for (const result of results) {
      onEvent?.({ type: 'check-started', id: result.id });
      await new Promise<void>((resolve, reject) => {
        window.release = resolve;
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
      onEvent?.({ type: 'check-ended', result });
    }
    return play(job, results);
  };
  return runtime;
}

const place = document.getElementById('workbench');
if (place)
  render(
    <Workbench {...window.props} loadRuntime={async () => pretend(window.props.exercise.checks)} />,
    place,
  );
