import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFolder } from '../../src/course/read-folder.ts';
import { AppFaultError } from '../../src/runtimes/faults.ts';
import { fixtureCourse } from './fixture-course.ts';
import { other90 } from './other90.ts';
import { ctrfSchema, reportSchema } from './report-schemas.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-fix-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await emptyFolder();
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}

const RIGHT = { 'server.ts': "export const fails = '';\n" };
const WRONG = { 'server.ts': "export const fails = 'strangers';\n" };

describe('list', () => {
  test('shows a line an exercise under its module; only that on standard output', async () => {
    const { status, stdout, stderr } = await other90(['list'], { root: await fixtureCourse() });
    expect(status).toBe(0);
    expect(stdout).toBe('01-greeting\n  greeting  The greeting  fix  easy  5 min  3 checks\n\n');
    expect(stderr).toBe('Begin with: npm run -s other90 -- start greeting my-fix\n');
  });

  test('--json', async () => {
    const { stdout } = await other90(['list', '--json'], { root: await fixtureCourse() });
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      exercises: [
        {
          id: 'greeting',
          title: 'The greeting',
          kind: 'fix',
          module: '01-greeting',
          minutes: 5,
          difficulty: 'easy',
          summary: 'It greets everybody, also those who should not be.',
          entry: 'server.ts',
          environment: [],
          checks: 3,
          points: 5,
        },
      ],
    });
  });

  test('a broken exercise.yaml is named with line and mend', async () => {
    const root = await fixtureCourse({
      'exercises/greeting/exercise.yaml': (text) => text.replace('kind: fix', 'kind: fixx'),
    });
    const { status, stdout, stderr } = await other90(['list'], { root });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'exercises/greeting/exercise.yaml, line 2: kind is "fixx"; write fix (or fix, review, test, decide).\n',
    );
  });
});

describe('the call', () => {
  test.each<[string[], string]>([
    [
      ['grad', 'greeting'],
      "error: unknown command 'grad'\n(Did you mean grade?)\nHelp: npm run -s other90 -- --help\n",
    ],
    [
      ['grade', 'greeting', '--sed', '1'],
      "error: unknown option '--sed'\n(Did you mean --seed?)\nHelp: npm run -s other90 -- grade --help\n",
    ],
    [['grade', 'greting'], 'There is no exercise "greting"; did you mean "greeting"?\n'],
    [['grade', '../greeting'], 'There is no exercise "../greeting"; did you mean "greeting"?\n'],
    [['grade'], "error: missing required argument 'exercise'\nHelp: npm run -s other90 -- grade --help\n"],
    [
      ['grade', 'greeting', '--seed', '-1'],
      "error: option '--seed <number>' argument '-1' is invalid. Write a whole number from 0 to 4294967295.\nHelp: npm run -s other90 -- grade --help\n",
    ],
    [
      ['grade', 'greeting', '--runtime', 'chrome'],
      "error: option '--runtime <name>' argument 'chrome' is invalid. Allowed choices are node, browser.\nHelp: npm run -s other90 -- grade --help\n",
    ],
    [
      ['grade', 'greeting', '--database', 'mysql://x'],
      "error: option '--database <database>' argument 'mysql://x' is invalid. Write \"pglite\", or the URL of a PostgreSQL server, for example postgres://user:password@127.0.0.1:5432/name.\nHelp: npm run -s other90 -- grade --help\n",
    ],
    [
      ['grade', 'greeting', '--runtime', 'browser', '--database', 'postgres://localhost/x'],
      '--database: the browser runtime works on PGlite only; grade in node for a PostgreSQL server.\n',
    ],
    [
      ['verify', '--runtime', 'node,brwser'],
      'error: option \'--runtime <names>\' argument \'node,brwser\' is invalid. There is no runtime "brwser"; did you mean "browser"?\nHelp: npm run -s other90 -- verify --help\n',
    ],
    [
      ['verify', '--repeat', '0'],
      "error: option '--repeat <times>' argument '0' is invalid. Write a whole number from 1 to 1000.\nHelp: npm run -s other90 -- verify --help\n",
    ],
  ])('%j is refused with what would be right', async (args, message) => {
    const { status, stdout, stderr, told } = await other90(args, { root: await fixtureCourse() });
    expect(stderr).toBe(message);
    expect([status, stdout, told.opened]).toEqual([2, '', []]);
  });

  test.each([[[]], [['list']], [['start']], [['serve']], [['grade']], [['verify']], [['new']]])(
    '%j --help goes to standard output and is a success',
    async (command) => {
      const { status, stdout, stderr } = await other90([...command, '--help'], { root: '/nowhere' });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`Usage: npm run -s other90 -- ${command[0] ?? '[options]'}`);
    },
  );
});

describe('start', () => {
  test('copies the starter with a README and a package.json', async () => {
    const root = await fixtureCourse({
      'package.json': '{"devDependencies":{"express":"5.3.0","@types/express":"5.0.6","zod":"4.6.7"}}',
      'exercises/greeting/starter/server.ts': (text) => `import express from 'express';\n${text}`,
    });
    const cwd = await emptyFolder();
    const { status, stdout, stderr } = await other90(['start', 'greeting', 'my fix'], { root, cwd });
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toContain("grade greeting 'my fix'");
    const files = await readFolder(join(cwd, 'my fix'));
    expect(Object.keys(files)).toEqual(['README.md', 'package.json', 'people.ts', 'server.ts']);
    expect(files['README.md']).toContain('GET / greets whoever has been introduced.');
    expect(files['README.md']).toContain("grade greeting 'my fix' --watch");
    expect(JSON.parse(files['package.json'] ?? '')).toEqual({
      name: 'greeting',
      version: '1.0.0',
      private: true,
      scripts: { start: 'node server.ts' },
      dependencies: { express: '^5.3.0' },
      devDependencies: { '@types/express': '^5.0.6' },
    });
  });

  test("keeps the starter's own package.json", async () => {
    const root = await fixtureCourse({ 'exercises/greeting/starter/package.json': '{"type":"commonjs"}' });
    const cwd = await emptyFolder();
    await other90(['start', 'greeting', '.'], { root, cwd });
    expect(await readFile(join(cwd, 'package.json'), 'utf8')).toBe('{"type":"commonjs"}');
  });

  test('takes a fresh clone, refuses a folder that holds something, and a file', async () => {
    const root = await fixtureCourse();
    const cwd = await emptyFolder();
    await mkdir(join(cwd, 'clone/.git'), { recursive: true });
    expect((await other90(['start', 'greeting', 'clone'], { root, cwd })).status).toBe(0);
    const again = await other90(['start', 'greeting', 'clone'], { root, cwd });
    expect(again.status).toBe(2);
    expect(again.stderr).toBe(
      `${cwd}/clone is not empty (it holds README.md, package.json, people.ts …); nothing was copied. Name a new folder.\n`,
    );
    await writeFile(join(cwd, 'file'), '');
    for (const dir of ['file', 'file/inside']) {
      const onFile = await other90(['start', 'greeting', dir], { root, cwd });
      expect([onFile.status, onFile.stderr]).toEqual([
        2,
        `${join(cwd, dir)} is a file, or lies under one; name a new folder.\n`,
      ]);
    }
  });
});

describe('grade', () => {
  test('without a folder grades the starter: status 1, the report alone on standard output', async () => {
    const { status, stdout, stderr, told } = await other90(['grade', 'greeting', '--seed', '7'], {
      root: await fixtureCourse(),
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Failed \(2\)\n/);
    expect(stdout).toContain('FAIL  1 of 3 checks, 1 of 5 points');
    expect(stdout).toContain('Again: npm run -s other90 -- grade greeting --seed 7\n');
    expect(stderr).toBe(
      'grading greeting: 3 checks, seed 7\npass  greets (1 ms)\nfail  strangers (1 ms)\nfail  shouting (1 ms)\n',
    );
    expect(told).toMatchObject({ opened: ['node'], closed: 1, graded: [{ seed: 7 }] });
  });

  test('a folder is relative to where the person stands; all checks pass: status 0', async () => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, 'fix'));
    await writeFile(join(cwd, 'fix/server.ts'), RIGHT['server.ts']);
    const { status, told } = await other90(['grade', 'greeting', 'fix'], {
      root: await fixtureCourse(),
      cwd,
    });
    expect(status).toBe(0);
    expect(told.graded[0]?.files).toEqual(RIGHT);
  });

  test("a proof's folder is graded on its base", async () => {
    const { told } = await other90(['grade', 'greeting', 'graders/greeting/proofs/wrong/case-matters'], {
      root: await fixtureCourse(),
    });
    expect(Object.keys(told.graded[0]?.files ?? {})).toEqual(['people.ts', 'server.ts']);
  });

  test('a folder without the entry is graded; one that is missing is a wrong call', async () => {
    const root = await fixtureCourse();
    const cwd = await folderWith({ 'app.ts': '' });
    const noEntry = await other90(['grade', 'greeting', '.'], { root, cwd });
    expect(noEntry.status).toBe(1);
    expect(noEntry.stderr).toContain(`${cwd} has no server.ts: that is the file that is run.\n`);
    const missing = await other90(['grade', 'greeting', 'nope'], { root, cwd });
    expect([missing.status, missing.stderr, missing.told.opened]).toEqual([
      2,
      `There is no folder ${cwd}/nope; check the path.\n`,
      [],
    ]);
  });

  test('each run takes another seed where none is given', async () => {
    const root = await fixtureCourse();
    const seeds = await Promise.all(
      [1, 2, 3].map(async () => {
        const { stdout } = await other90(['grade', 'greeting', '--json'], { root });
        return reportSchema.parse(JSON.parse(stdout)).seed;
      }),
    );
    expect(new Set(seeds).size).toBe(3);
  });

  test('--reporter and --output', async () => {
    const root = await fixtureCourse();
    const cwd = await folderWith(WRONG);
    const junit = await other90(['grade', 'greeting', '.', '--reporter', 'junit'], { root, cwd });
    expect(junit.stdout).toContain('<testsuites name="other90" tests="3" failures="1" errors="0"');
    const ctrf = await other90(['grade', 'greeting', '.', '--reporter', 'ctrf', '--output', 'out.json'], {
      root,
      cwd,
    });
    expect([ctrf.status, ctrf.stdout]).toEqual([1, '']);
    expect(ctrf.stderr).toContain(`greeting: fail. The report is in ${cwd}/out.json.\n`);
    expect(
      ctrfSchema.parse(JSON.parse(await readFile(join(cwd, 'out.json'), 'utf8'))).results.summary,
    ).toMatchObject({
      tests: 3,
      failed: 1,
    });
    expect(await readdir(cwd)).toEqual(['out.json', 'server.ts']);
  });

  test('an output that can not be written is told before anything runs', async () => {
    const root = await fixtureCourse();
    const cwd = await emptyFolder();
    const missing = await other90(['grade', 'greeting', '--output', 'no/report.json'], { root, cwd });
    expect([missing.status, missing.stderr, missing.told.opened]).toEqual([
      2,
      `--output ${cwd}/no/report.json: there is no folder ${cwd}/no; make it, or name another file.\n`,
      [],
    ]);
    const folder = await other90(['grade', 'greeting', '--output', '.'], { root, cwd });
    expect(folder.stderr).toBe(`--output ${cwd} is a folder; name a file in it.\n`);
  });

  test('our own failure is status 2, and the message is on standard error too', async () => {
    const { status, stdout, stderr } = await other90(['grade', 'greeting', '--json'], {
      root: await fixtureCourse(),
      script: { error: 'The grader could not run: no suite.' },
    });
    expect(status).toBe(2);
    expect(reportSchema.parse(JSON.parse(stdout))).toMatchObject({ verdict: 'error', checks: [] });
    expect(stderr).toContain('The grader could not run: no suite.\n');
  });

  test('Ctrl-C ends the run without a report', async () => {
    const interrupt = new AbortController();
    const { status, stdout, told } = await other90(['grade', 'greeting'], {
      root: await fixtureCourse(),
      signal: interrupt.signal,
      script: { onGrade: () => interrupt.abort() },
    });
    expect([status, stdout, told.closed]).toEqual([130, '', 1]);
  });

  test('on a terminal one line tells the progress and is taken away', async () => {
    const { stderr } = await other90(['grade', 'greeting'], { root: await fixtureCourse(), terminal: true });
    expect(stderr).not.toContain('\n');
    expect(stderr).toContain('2/3, 1 failed: Shouting does not help');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  test('a password in the database URL stays out of the report', async () => {
    const { stdout } = await other90(['grade', 'greeting', '--database', 'postgres://u:hunter2@h/d'], {
      root: await fixtureCourse(),
    });
    expect(stdout).not.toContain('hunter2');
  });
});

describe('grade of several folders', () => {
  async function classOf(submissions: Readonly<Record<string, Readonly<Record<string, string>>>>) {
    const cwd = await emptyFolder();
    for (const [name, files] of Object.entries(submissions)) {
      await mkdir(join(cwd, name));
      for (const [path, text] of Object.entries(files)) await writeFile(join(cwd, name, path), text);
    }
    return { root: await fixtureCourse(), cwd };
  }

  test('a line each in the order of the call, one seed for all, and the status of the worst', async () => {
    const place = await classOf({ ada: RIGHT, 'bob smith': WRONG, eve: {} });
    const { status, stdout, stderr, told } = await other90(
      ['grade', 'greeting', 'ada', 'bob smith', 'eve', '--seed', '7'],
      place,
    );
    expect(status).toBe(1);
    expect(stdout.replace(/\d+\.\d s/, 'N s').split('\n')).toEqual([
      'PASS   ada        5 of 5 points',
      'FAIL   bob smith  3 of 5 points',
      '       Failed: strangers',
      'FAIL   eve        0 of 5 points',
      '       Failed: greets, strangers, shouting',
      '',
      'greeting: 1 passed, 2 failed, 0 not graded, N s, seed 7',
      "In full: npm run -s other90 -- grade greeting 'bob smith' --seed 7",
      '',
    ]);
    expect(stderr).toContain('grading greeting: 3 folders, seed 7\n');
    expect(told).toMatchObject({ opened: ['node'], closed: 1 });
    expect(told.graded.map(({ seed }) => seed)).toEqual([7, 7, 7]);
  });

  test('one that is not there is told in its place and stops nobody else: status 2', async () => {
    const place = await classOf({ ada: RIGHT, bob: WRONG });
    const { status, stdout } = await other90(
      ['grade', 'greeting', 'ada', 'gone', 'bob', '--json', '--seed', '7'],
      place,
    );
    expect(status).toBe(2);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      schema: 1,
      exercise: 'greeting',
      seed: 7,
      counts: { pass: 1, fail: 1, error: 1 },
    });
    expect(json.submissions.map(({ folder }: { folder: string }) => folder)).toEqual(['ada', 'gone', 'bob']);
    expect(json.submissions[1].error).toBe(`There is no folder ${place.cwd}/gone; check the path.`);
    for (const index of [0, 2]) reportSchema.parse(json.submissions[index].report);
  });

  test('JUnit and CTRF: a suite a folder', async () => {
    const place = await classOf({ ada: RIGHT, bob: WRONG });
    const call = ['grade', 'greeting', 'ada', 'gone', 'bob', '--output', 'report', '--reporter'];
    await other90([...call, 'ctrf'], place);
    const ctrf = ctrfSchema.parse(JSON.parse(await readFile(join(place.cwd, 'report'), 'utf8')));
    expect(ctrf.results.summary).toMatchObject({ tests: 7, passed: 5, failed: 1, other: 1, suites: 3 });
    expect(ctrf.results.tests.at(-1)?.suite).toEqual(['greeting', 'bob']);
    const { stderr } = await other90([...call, 'junit'], place);
    expect(stderr).toContain(
      `greeting: 1 passed, 1 failed, 1 not graded. The report is in ${place.cwd}/report.\n`,
    );
    const junit = await readFile(join(place.cwd, 'report'), 'utf8');
    expect(junit.match(/<testsuites? [^>]*(tests="\d+" failures="\d+" errors="\d+")/g)).toHaveLength(4);
    expect(junit).toContain('<testsuites name="other90" tests="7" failures="1" errors="1"');
    expect(junit).toContain('<testsuite name="gone" tests="1" failures="0" errors="1"');
  });

  test('there is nothing to watch', async () => {
    const place = await classOf({ ada: RIGHT, bob: WRONG });
    const { status, stderr, told } = await other90(['grade', 'greeting', 'ada', 'bob', '--watch'], place);
    expect([status, stderr, told.opened]).toEqual([2, '--watch: name one folder to watch.\n', []]);
  });
});

describe('grade --watch', () => {
  test('grades again after a change on the same runtime, and ends with the last status', async () => {
    const root = await fixtureCourse();
    const cwd = await folderWith(WRONG);
    const interrupt = new AbortController();
    let watching = 0;
    const { status, stdout, told } = await other90(['grade', 'greeting', '.', '--watch'], {
      root,
      cwd,
      signal: interrupt.signal,
      onOutput(text) {
        if (!text.includes('Watching ')) return;
        watching += 1;
        if (watching === 1) void writeFile(join(cwd, 'server.ts'), RIGHT['server.ts']);
        else interrupt.abort();
      },
    });
    expect(status).toBe(0);
    expect(stdout.match(/^(PASS|FAIL) /gm)).toEqual(['FAIL ', 'PASS ']);
    expect(told).toMatchObject({ opened: ['node'], closed: 1 });
  });

  test('a change during a run starts it again, and the half-done one reports nothing', async () => {
    const root = await fixtureCourse();
    const cwd = await folderWith(WRONG);
    const interrupt = new AbortController();
    const { status, stdout } = await other90(['grade', 'greeting', '.', '--watch', '--json'], {
      root,
      cwd,
      signal: interrupt.signal,
      script: {
        // The first run lasts until it is aborted: the write is noticed while it goes on.
        async onGrade(run, signal) {
          if (run > 1) return;
          await writeFile(join(cwd, 'server.ts'), RIGHT['server.ts']);
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        },
      },
      onOutput(text) {
        if (text.includes('Watching ')) interrupt.abort();
      },
    });
    expect(status).toBe(0);
    expect(reportSchema.parse(JSON.parse(stdout)).verdict).toBe('pass');
  });
});

describe('serve', () => {
  test('passes requests on, live logs, and ends with Ctrl-C', async () => {
    const interrupt = new AbortController();
    let answer: Promise<Response> | undefined;
    const { status, stdout, stderr, told } = await other90(['serve', 'greeting'], {
      root: await fixtureCourse(),
      signal: interrupt.signal,
      onOutput(text) {
        const url = /http:\/\/localhost:(\d+)/.exec(text);
        if (!url) return;
        answer = fetch(`http://127.0.0.1:${url[1]}/hi?x=%2F`, {
          method: 'POST',
          body: 'hello',
          headers: { 'X-Own': '1' },
        });
        void answer.finally(() => interrupt.abort());
      },
    });
    const response = await answer;
    expect(response?.status).toBe(201);
    expect(response?.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response?.json()).toMatchObject({
      method: 'POST',
      path: '/hi?x=%2F',
      body: 'hello',
      headers: expect.arrayContaining([['X-Own', '1']]),
    });
    expect(status).toBe(0);
    expect(stdout).toBe('2 files\n');
    expect(stderr).toContain('POST /hi?x=%2F 201 (1 ms)\n');
    expect(told.closed).toBe(1);
  });

  test('an app that does not start or goes away ends it: status 1 and the reason', async () => {
    const root = await fixtureCourse();
    const never = await other90(['serve', 'greeting'], {
      root,
      script: { fault: new AppFaultError({ kind: 'exit', code: 1 }) },
    });
    expect([never.status, never.stderr]).toEqual([
      1,
      'The app ended itself with exit code 1; a server has to stay up.\n',
    ]);
    const gone = await other90(['serve', 'greeting'], {
      root,
      onOutput(text) {
        const url = /http:\/\/localhost:(\d+)/.exec(text);
        if (url) void fetch(`http://127.0.0.1:${url[1]}/crash`).catch(() => {});
      },
    });
    expect(gone.status).toBe(1);
    expect(gone.stderr).toContain('The app ended itself with exit code 3');
  });
});

describe('new', () => {
  test('makes an exercise of which verify only says what is left to write', async () => {
    const root = await fixtureCourse();
    const made = await other90(['new', 'my-notes'], { root });
    expect([made.status, made.stdout]).toEqual([0, '']);
    expect(made.stderr).toContain('exercises/my-notes/exercise.yaml');
    const { stdout } = await other90(['verify', 'my-notes', '--json', '--runtime', 'node'], {
      root,
      script: {
        alsoFails: (_runtime, _run, files) => {
          const source = files['server.ts'] ?? '';
          return [
            // biome-ignore lint/suspicious/noTemplateCurlyInString: part of the app's source
            ...(source.includes('${req.params.id}') ? ['sql-in-the-id'] : []),
            ...(source.includes('text = $1') ? ['published-note'] : []),
          ];
        },
      },
    });
    const { problems } = JSON.parse(stdout) as {
      problems: Array<{ rule: string; file: string; message: string }>;
    };
    expect([...new Set(problems.map((problem) => problem.rule))]).toEqual(['nothing-left-to-fill-in']);
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toContain(
      'exercises/my-notes/exercise.yaml: hints[0] still says "FILL IN"; write it.',
    );
  });

  test.each([
    ['greeting', 'exercises/greeting is there already; nothing was made. Choose another id.\n'],
    [
      'My_Notes',
      '"My_Notes" can\'t be an id; write lower-case words joined by "-", for example leaky-api.\n',
    ],
    ['../x', '"../x" can\'t be an id; write lower-case words joined by "-", for example leaky-api.\n'],
    ['kit', '"kit" is the folder of what all graders import; choose another id.\n'],
  ])('refuses %s', async (id, message) => {
    const root = await fixtureCourse();
    const { status, stderr } = await other90(['new', id], { root });
    expect([status, stderr]).toEqual([2, message]);
    expect(existsSync(join(root, 'graders', id, 'notes.test.ts'))).toBe(false);
  });
});
