/** The commands for a review: there is no app, so nothing may be opened, and the key grades. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fixtureCourse } from './fixture-course.ts';
import { other90 } from './other90.ts';
import { reportSchema } from './report-schemas.ts';

const FILES = {
  'exercises/look/exercise.yaml': `title: Look at it
kind: review
module: 01-greeting
minutes: 5
difficulty: easy
summary: Two lines, one of them wrong.
prompt: greet me
brief: Mark what is wrong.
hints: [One of two.]
change: { title: Greets, description: It greets whoever comes along. }
categories: [{ id: injection, title: Injection }, { id: limits, title: Limits }]
findings:
  - id: glued
    title: The name is glued in
    where: the query
    at: [query(name)]
    categories: [injection]
    severities: [critical]
    points: 3
    standards: [CWE-89]
    happens: Anybody reads the table.
    instead: Send it as a parameter.
decoys:
  - { id: constant, title: A constant in a query, at: [query(LIST)], why: It is the app's own text., points: 1 }
pass:
  ranked: { atLeast: 1, points: 1 }
  falseMarks: { atMost: 0, points: 1 }
  marks: { atMost: 2 }
`,
  'exercises/look/change/app.ts': 'query(name);\nquery(LIST);\n',
  'graders/look/proofs/wrong/nothing/proof.yaml':
    'summary: Marks nothing at all.\nbase: starter\nby: founder\nfails: [glued, constant, ranking, false-marks]\n',
  'graders/look/proofs/wrong/nothing/answers.yaml': 'marks: [] # fine\n',
};

const RIGHT = 'marks: [{ file: app.ts, line: 1, category: injection, severity: critical }]\n';

async function folder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'other90-review-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text);
  return made;
}

test('grade takes several files: a line each', async () => {
  const root = await fixtureCourse(FILES);
  const cwd = await folder({ 'a.yaml': RIGHT, 'b.yaml': 'marks: []\n', 'c.yaml': 'marks: 5\n' });
  const { status, stdout, told } = await other90(['grade', 'look', 'a.yaml', 'b.yaml', 'c.yaml'], {
    root,
    cwd,
  });
  expect(status).toBe(2);
  expect(stdout).toMatch(/^PASS {3}a\.yaml {2}6 of 6 points\nFAIL {3}b\.yaml {2}0 of 6 points\n/);
  expect(stdout).toMatch(/^ERROR {2}c\.yaml *\n {7}c\.yaml, /m);
  expect(stdout).toContain('look: 1 passed, 1 failed, 1 not graded');
  expect(stdout).toContain('In full: npm run -s other90 -- grade look b.yaml\n');
  expect(told.opened).toEqual([]);
});

test('list shows it; as JSON without an entry, since nothing runs', async () => {
  const root = await fixtureCourse(FILES);
  const { stdout } = await other90(['list'], { root });
  expect(stdout).toMatch(/^ {2}look +Look at it +review +easy +5 min +4 checks$/m);
  const json = JSON.parse((await other90(['list', '--json'], { root })).stdout);
  expect(json.exercises[1]).toEqual({
    id: 'look',
    title: 'Look at it',
    kind: 'review',
    module: '01-greeting',
    minutes: 5,
    difficulty: 'easy',
    summary: 'Two lines, one of them wrong.',
    checks: 4,
    points: 6,
  });
});

test('start gives the change, a README and answers to fill in, and nothing of the key', async () => {
  const root = await fixtureCourse(FILES);
  const cwd = await folder();
  const { status, stderr } = await other90(['start', 'look', 'mine'], { root, cwd });
  expect(status).toBe(0);
  expect(stderr).toContain('grade look mine');
  expect((await readdir(join(cwd, 'mine'), { recursive: true })).sort()).toEqual([
    'README.md',
    'answers.yaml',
    'change',
    'change/app.ts',
  ]);
  const answers = await readFile(join(cwd, 'mine/answers.yaml'), 'utf8');
  const readme = await readFile(join(cwd, 'mine/README.md'), 'utf8');
  expect(answers).toContain('# ');
  for (const text of ['glued', 'parameter']) expect(answers + readme).not.toContain(text);
  const graded = await other90(['grade', 'look', 'mine', '--json'], { root, cwd });
  expect(graded.status).toBe(1);
  expect(JSON.parse(graded.stdout).score).toEqual({ earned: 0, max: 6 });
});

describe('grade', () => {
  test('a right review passes, by its file or its folder, with the report of every grade', async () => {
    const root = await fixtureCourse(FILES);
    const cwd = await folder({ 'answers.yaml': RIGHT });
    for (const given of ['.', 'answers.yaml']) {
      const { status, stdout, told } = await other90(['grade', 'look', given, '--json'], { root, cwd });
      expect(status).toBe(0);
      const report = reportSchema.parse(JSON.parse(stdout));
      expect(report).toMatchObject({ verdict: 'pass', database: 'none', score: { earned: 6, max: 6 } });
      expect(report.checks.map(({ id, kind, status }) => [id, kind, status])).toEqual([
        ['glued', 'attack', 'pass'],
        ['constant', 'feature', 'pass'],
        ['ranking', 'feature', 'pass'],
        ['false-marks', 'feature', 'pass'],
      ]);
      expect(told.opened).toEqual([]);
    }
  });

  test('what the page lets one download is taken as well', async () => {
    const marks = [{ file: 'app.ts', line: 1, category: 'injection', severity: 'critical' }];
    const cwd = await folder({ 'look-answers.json': JSON.stringify({ exercise: 'look', marks }) });
    const root = await fixtureCourse(FILES);
    expect((await other90(['grade', 'look', 'look-answers.json'], { root, cwd })).status).toBe(0);
  });

  test('a wrong one tells people what was missed and why the other line is fine', async () => {
    const cwd = await folder({ 'a.yaml': RIGHT.replace('line: 1', 'line: 2') });
    const { status, stdout } = await other90(['grade', 'look', 'a.yaml'], {
      root: await fixtureCourse(FILES),
      cwd,
    });
    expect(status).toBe(1);
    expect(stdout).toContain('Anybody reads the table.');
    expect(stdout).toContain('Send it as a parameter.');
    expect(stdout).toContain("It is the app's own text.");
    expect(stdout).toContain('compared with its key');
  });

  test.each([
    [
      'a line that is not there',
      RIGHT.replace('line: 1', 'line: 9'),
      'a.yaml, line 1: marks[0].line is 9: app.ts ends at line 2',
    ],
    [
      'a category that is not known',
      RIGHT.replace('injection', 'injectoin'),
      'a.yaml, line 1: marks[0].category is "injectoin"; write injection or limits.',
    ],
    [
      'another file',
      RIGHT.replace('app.ts', 'b.ts'),
      'a.yaml, line 1: marks[0].file is "b.ts"; write app.ts.',
    ],
    ['no list', 'mark: []\n', 'a.yaml: marks is missing; add it'],
  ])('%s is a wrong call, told with file, line and mend', async (_, text, message) => {
    const cwd = await folder({ 'a.yaml': text });
    const { status, stdout, stderr } = await other90(['grade', 'look', 'a.yaml'], {
      root: await fixtureCourse(FILES),
      cwd,
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test.each([
    [[], 'name the file with your marks'],
    [['.'], 'has no answers.yaml'],
    [['.', '--runtime', 'browser'], 'nothing runs'],
    [['.', '--watch'], 'call grade again'],
  ])('%j: the call says what to do', async (args, message) => {
    const { status, stderr } = await other90(['grade', 'look', ...args], {
      root: await fixtureCourse(FILES),
      cwd: await folder(),
    });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('serve has nothing to run, and says so', async () => {
  const { status, stderr, told } = await other90(['serve', 'look'], { root: await fixtureCourse(FILES) });
  expect([status, told.opened]).toEqual([2, []]);
  expect(stderr).toContain('"look" is a review: there is no app to run.');
});

describe('verify', () => {
  test('the empty review, the key and the proofs, without a runtime', async () => {
    const { status, stdout, told } = await other90(['verify', 'look'], { root: await fixtureCourse(FILES) });
    expect(stdout).toContain('PROVEN');
    expect([status, told.opened]).toEqual([0, []]);
  });

  test.each<[string, string, string, string]>([
    [
      'a proof that names too few checks',
      'graders/look/proofs/wrong/nothing/proof.yaml',
      'glued, constant',
      '"constant" fails and is not named',
    ],
    [
      'marks on a line that the change lost',
      'graders/look/proofs/wrong/nothing/answers.yaml',
      '[] # fine',
      'marks[0].line is 7: app.ts ends at line 2',
    ],
    [
      'a quoted text that the change lost',
      'exercises/look/change/app.ts',
      'query(LIST)',
      'it stands nowhere in change/',
    ],
  ])('%s', async (_, path, old, message) => {
    const by = {
      'glued, constant': 'glued',
      '[] # fine': '[{ file: app.ts, line: 7, category: limits, severity: high }]',
      'query(LIST)': 'query(ALL)',
    }[old];
    const root = await fixtureCourse({
      ...FILES,
      [path]: FILES[path as keyof typeof FILES].replace(old, by ?? ''),
    });
    const { status, stdout } = await other90(['verify', 'look'], { root });
    expect(status).toBe(1);
    expect(stdout).toContain(message);
  });
});

test('new makes a review of which verify only says what is left to write', async () => {
  const root = await fixtureCourse();
  const made = await other90(['new', 'my-look', '--kind', 'review'], { root });
  expect([made.status, made.stdout]).toEqual([0, '']);
  expect(made.stderr).toContain('exercises/my-look/change/notes.ts');
  const { stdout } = await other90(['verify', 'my-look', '--json'], { root });
  const { problems } = JSON.parse(stdout) as { problems: Array<{ rule: string; message: string }> };
  expect([...new Set(problems.map(({ rule }) => rule))]).toEqual(['nothing-left-to-fill-in']);
  expect(problems.map(({ message }) => message)).toContain(
    'findings[0].happens still says "FILL IN"; write it.',
  );
});
