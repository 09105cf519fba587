/**
 * A course of one exercise, small enough to be seen whole, written to a folder of its own for each test.
 * `scripted-runtime.ts` grades it: an app says itself which checks it fails.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const app = (fails: string) => `export const fails = '${fails}';\n`;

const FILES: Readonly<Record<string, string>> = {
  'exercises/greeting/exercise.yaml': `title: The greeting
kind: fix
module: 01-greeting
minutes: 5
difficulty: easy
summary: It greets everybody, also those who should not be.
prompt: build me a greeting
brief: GET / greets whoever has been introduced.
hints: [Look at who is greeted.]
outcome: case-matters
checks:
  - { id: greets, title: Friends are greeted, kind: feature, points: 1, standards: [] }
  - { id: strangers, title: Strangers are not greeted, kind: attack, points: 2, standards: [CWE-306] }
  - { id: shouting, title: Shouting does not help, kind: attack, points: 2, standards: [CWE-20] }
`,
  'exercises/greeting/requests.http': 'GET /?name=Ann\n',
  'exercises/greeting/starter/server.ts': app('strangers shouting'),
  'exercises/greeting/starter/people.ts': "export const people = ['Ann'];\n",
  'exercises/greeting/solution/server.ts': app(''),
  'exercises/greeting/solution/people.ts': "export const people = ['Ann', 'Bo'];\n",
  'graders/greeting/greeting.test.ts': `import { check } from '../kit/index.ts';
import { names } from './names.ts';

check('greets', async () => {});
check('strangers', async () => names());
check(
  'shouting',
  async () => {},
);
`,
  'graders/greeting/names.ts': 'export const names = () => {};\n',
  'graders/greeting/proofs/right/one-file/proof.yaml': `summary: Everything in one file.
base: solution
by: senior
removes: [people.ts]
`,
  'graders/greeting/proofs/right/one-file/server.ts': `// in one file\n${app('')}`,
  'graders/greeting/proofs/wrong/greets-nobody/proof.yaml': `summary: Nobody is greeted any more.
base: starter
by: tool
fails: [greets]
`,
  'graders/greeting/proofs/wrong/greets-nobody/server.ts': `// quiet\n${app('greets')}`,
  'graders/greeting/proofs/wrong/case-matters/proof.yaml': `summary: Compares names as they were typed.
base: starter
by: junior
fails: [shouting]
`,
  'graders/greeting/proofs/wrong/case-matters/server.ts': app('shouting'),
  'graders/greeting/proofs/wrong/asks-nobody/proof.yaml': `summary: Only the log changed.
base: starter
by: founder
fails: [strangers, shouting]
`,
  'graders/greeting/proofs/wrong/asks-nobody/server.ts': `// logs\n${app('strangers shouting')}`,
};

/** Texts to put, replace (by a function of the old text) or leave out (undefined), by path. */
export type Alterations = Readonly<Record<string, string | undefined | ((text: string) => string)>>;

/** Writes the course. @returns its root. Proven as it stands; `alterations` break it. */
export async function fixtureCourse(alterations: Alterations = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'other90-course-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const files: Record<string, string | undefined> = { 'package.json': '{}', ...FILES };
  for (const [path, alteration] of Object.entries(alterations)) {
    const before = files[path];
    files[path] = typeof alteration === 'function' ? alteration(before ?? '') : alteration;
    if (files[path] === before) throw new Error(`The alteration of ${path} alters nothing.`);
  }
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
