/** Attacks by what lies in a submission's folder: `grade` reads it before anything runs. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFolder } from '../../src/course/read-folder.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import { fixtureCourse } from '../cli/fixture-course.ts';
import { other90 } from '../cli/other90.ts';

const SECRET = 'what is in the home folder of the teacher';

let base: string;
let home: string;
let submission: string;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'other90-folders-')));
  home = join(base, 'home');
  submission = join(base, 'submission');
  await mkdir(home);
  await writeFile(join(home, 'key'), SECRET);
  await put('server.ts', "export const fails = '';\n");
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(submission, path)), { recursive: true });
  await writeFile(join(submission, path), text);
}

interface FolderAttack {
  name: string;
  tries: string;
  make(): Promise<unknown>;
  /** What is said. Refused with status 2, and nothing was run. */
  refused: string;
}

const REFUSED: readonly FolderAttack[] = [
  {
    name: 'a link to a file',
    tries: "Has the grader read the teacher's key for it, as a file of the submission.",
    make: () => symlink(join(home, 'key'), join(submission, 'key.ts')),
    refused: 'the link "key.ts" leads out of the folder',
  },
  {
    name: 'a relative link',
    tries: 'The same without an absolute path, as archives carry it.',
    make: () => symlink('../home/key', join(submission, 'key.ts')),
    refused: 'the link "key.ts" leads out of the folder',
  },
  {
    name: 'a link to a folder',
    tries: 'Has the whole home folder read.',
    make: () => symlink(home, join(submission, 'lib')),
    refused: 'the link "lib" leads out of the folder',
  },
  {
    name: 'a chain of links',
    tries: 'Goes out by a link that leads to a link that leads out.',
    make: async () => {
      await symlink('second', join(submission, 'first'));
      await symlink(join('..', 'home'), join(submission, 'second'));
    },
    refused: 'the link "first" leads out of the folder',
  },
  {
    name: 'links in a circle',
    tries: 'Has the reader walk for ever.',
    make: async () => {
      await mkdir(join(submission, 'a'));
      await symlink('..', join(submission, 'a/b'));
    },
    refused: 'the link "a/b" leads back to a folder above it',
  },
  {
    name: 'a bomb of links',
    tries: 'Six folders, linked so that they look like a hundred thousand.',
    make: async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const name of names) await mkdir(join(submission, name));
      for (const [index, name] of names.slice(1).entries()) {
        for (let link = 0; link < 10; link += 1) {
          await symlink(join('..', name), join(submission, names[index] ?? '', String(link)));
        }
      }
    },
    refused: 'more than 1000 files and folders',
  },
  {
    name: 'a pipe',
    tries: 'Has the reader wait for a writer that never comes.',
    make: async () => execFileSync('mkfifo', [join(submission, 'wait.ts')]),
    refused: '"wait.ts" is neither a file nor a folder',
  },
  {
    name: 'a socket',
    tries: 'The same with a socket.',
    make: async () => {
      const server = createServer().listen(join(submission, 'socket.ts'));
      await once(server, 'listening');
      server.unref();
    },
    refused: '"socket.ts" is neither a file nor a folder',
  },
  {
    name: 'a huge file',
    tries: 'A file of ten gigabytes that takes no room on the disk, for the memory of the reader.',
    make: async () => {
      await put('huge.ts', '');
      await truncate(join(submission, 'huge.ts'), 10_000_000_000);
    },
    refused: 'holds more than 4 MB (counted up to "huge.ts")',
  },
  {
    name: 'thousands of files',
    tries: 'More files than anybody reads, all of them empty.',
    make: () => Promise.all(Array.from({ length: 1_500 }, (_, index) => put(`many/${index}.ts`, ''))),
    refused: 'more than 1000 files and folders',
  },
  {
    name: 'thousands of folders',
    tries: 'The same with folders that hold nothing.',
    make: () =>
      Promise.all(
        Array.from({ length: 1_500 }, (_, index) =>
          mkdir(join(submission, `many/${index}`), { recursive: true }),
        ),
      ),
    refused: 'more than 1000 files and folders',
  },
];

describe('refused before anything runs', () => {
  for (const { name, make, refused } of REFUSED) {
    test(name, async () => {
      await make();
      const { status, stdout, stderr, told } = await other90(['grade', 'greeting', submission, '--json'], {
        root: await fixtureCourse(),
      });
      expect([status, stdout, told.graded]).toEqual([2, '', []]);
      expect(stderr).toContain(refused);
      expect(stderr).not.toContain(SECRET);
    });
  }
});

const runtime = createNodeRuntime();
afterAll(() => runtime.close());

const LISTS = `import http from 'node:http';
import fs from 'node:fs';
const names = fs.readdirSync('.', { recursive: true }).map(String).sort();
http.createServer((_request, response) => { response.end(JSON.stringify({ names, cwd: process.cwd() })); }).listen(process.env.PORT);
`;

test('names that are paths elsewhere, options, or steer a terminal: they are names, and stay in the folder', async () => {
  const names = [
    'lib\\..\\..\\evil.ts',
    '%2e%2e%2fevil.ts',
    '--rf',
    '__proto__',
    'constructor',
    'line\nforged: all checks pass',
    '\u001b[2Jred',
    'a;touch evil',
    '$(touch evil)',
  ];
  await put('server.ts', LISTS);
  for (const name of names) await put(name, 'x');
  await put('binary\n\u001b[2Jname', '\u0000');
  const { stderr } = await other90(['grade', 'greeting', submission], { root: await fixtureCourse() });
  expect(stderr).toContain('not text: binary\\n\\u001b[2Jname\n');
  expect(stderr.split('\n').filter((line) => line.includes('\u001b[2J'))).toEqual([]);

  const files = await readFolder(submission, { onBinary() {} });
  const app = await runtime.open({ exercise: 'login', files });
  try {
    const { body } = await app.request({ method: 'GET', path: '/', headers: [] });
    const seen = JSON.parse(new TextDecoder().decode(body)) as { names: string[]; cwd: string };
    expect(seen.names).toEqual([...names, 'server.ts'].sort());
    expect([existsSync(join(seen.cwd, 'evil')), existsSync(join(seen.cwd, '../evil.ts'))]).toEqual([
      false,
      false,
    ]);
  } finally {
    await app.stop();
  }
});

test.each(['../escaped.ts', 'a/../../escaped.ts', '/tmp/../escaped.ts/../../escaped.ts', '..'])(
  'a path out of the folder, as archives carry it (%s): the runtime does not write it',
  async (path) => {
    const files = { 'server.ts': LISTS, [path]: 'x' };
    await expect(runtime.open({ exercise: 'login', files })).rejects.toThrow(
      "is outside of the app's folder",
    );
    expect([existsSync(join(tmpdir(), 'escaped.ts')), existsSync('/escaped.ts')]).toEqual([false, false]);
  },
);

test('what tools would run or obey by itself is not: scripts, settings, packages of its own', async () => {
  const touch = `touch ${join(home, 'ran')}`;
  await put(
    'package.json',
    JSON.stringify({ scripts: { preinstall: touch, start: touch, prestart: touch } }),
  );
  await put('.npmrc', `script-shell=${join(submission, 'shell.sh')}\n`);
  await put('.env', `NODE_OPTIONS=--require=${join(submission, 'first.cjs')}\n`);
  await put('first.cjs', `require('fs').writeFileSync(${JSON.stringify(join(home, 'ran'))}, '')`);
  await put('node_modules/express/index.js', "module.exports = () => { throw new Error('mine'); };");
  await put('node_modules/express/package.json', '{ "name": "express", "version": "99.0.0" }');
  await put('tsconfig.json', JSON.stringify({ extends: join(home, 'key') }));
  await put(
    'server.ts',
    "import express from 'express';\nconst app = express();\napp.get('/', (_req, res) => { res.send('served ' + (process.env.NODE_OPTIONS ?? 'plainly')); });\napp.listen(process.env.PORT);\n",
  );
  const files = await readFolder(submission);
  expect(Object.keys(files)).toEqual(['first.cjs', 'package.json', 'server.ts', 'tsconfig.json']);
  const app = await runtime.open({ exercise: 'login', files });
  try {
    const { body } = await app.request({ method: 'GET', path: '/', headers: [] });
    expect(new TextDecoder().decode(body)).toBe('served plainly');
  } finally {
    await app.stop();
  }
  expect(existsSync(join(home, 'ran'))).toBe(false);
});
