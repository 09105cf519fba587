import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixExercise } from '../course/exercise.ts';
import { folderFor } from './folder.ts';

const EXERCISE = {
  id: 'rate-limits',
  title: 'Rate limits',
  entry: 'server.ts',
  brief: 'What it does.',
  environment: { JWT_SECRET: 'secret' },
} as unknown as FixExercise;

const CODE = `import express from 'express';\nimport { z } from "zod/v4";\nconst pg = require('pg');\nimport './x.ts';\nimport fs from 'node:fs';`;

it('adds what it takes to run the files outside', () => {
  const folder = folderFor(EXERCISE, { 'server.ts': CODE });
  expect(folder['server.ts']).toBe(CODE);
  expect(folder['.env.example']).toContain('JWT_SECRET=');
  expect(folder['README.md']).toContain('grade rate-limits');
  const manifest = JSON.parse(folder['package.json'] ?? '');
  expect(manifest).toMatchObject({
    type: 'module',
    scripts: { start: 'node --env-file=.env server.ts', grade: 'node grade.mjs' },
  });
  expect(Object.keys(manifest.dependencies).sort()).toEqual(['express', 'pg', 'zod']);
  expect(manifest.dependencies.express).toMatch(/^\d/);
});

it('leaves what the learner wrote', () => {
  const own = { type: 'commonjs', scripts: { start: 'mine' }, dependencies: { express: '4.0.0', left: '1' } };
  const folder = folderFor(EXERCISE, {
    'server.ts': CODE,
    'README.md': 'mine',
    'package.json': JSON.stringify(own),
  });
  expect(folder['README.md']).toBe('mine');
  expect(JSON.parse(folder['package.json'] ?? '')).toMatchObject({
    ...own,
    scripts: { start: 'mine', grade: 'node grade.mjs' },
    dependencies: { express: '4.0.0', left: '1', pg: expect.any(String) },
  });
});

it('mends a package.json that cannot be read', () => {
  expect(JSON.parse(folderFor(EXERCISE, { 'package.json': '{' })['package.json'] ?? '')).toMatchObject({
    type: 'module',
  });
});

describe('npm run grade', () => {
  let root: string;
  let course: string;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'other90-folder-')));
    const folder = join(root, 'rate-limits');
    course = join(root, 'course');
    await mkdir(folder);
    for (const [name, text] of Object.entries(folderFor(EXERCISE, { 'server.ts': CODE })))
      await writeFile(join(folder, name), text);
    // A course that says how it was called, and ends as one does whose checks fail.
    await mkdir(join(course, 'exercises/rate-limits'), { recursive: true });
    await mkdir(join(course, 'node_modules'));
    await writeFile(join(course, 'other90.mjs'), 'console.log(process.argv.slice(2)); process.exitCode = 1;');
    await writeFile(
      join(course, 'package.json'),
      JSON.stringify({ scripts: { other90: 'node other90.mjs' } }),
    );
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  const grade = (env: Record<string, string>) =>
    new Promise<{ status: number; output: string }>((resolve) => {
      const options = { cwd: join(root, 'rate-limits'), env: { ...process.env, ...env } };
      execFile('npm', ['run', '-s', 'grade', '--', '--seed', '7'], options, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });

  it("hands the folder to the course's own grader, and ends with its status", async () => {
    const { status, output } = await grade({ OTHER90: '../course' });
    expect(output).toContain(
      `'grade',\n  'rate-limits',\n  '${join(root, 'rate-limits')}',\n  '--seed',\n  '7'`,
    );
    expect(status).toBe(1);
  });

  it('says what is missing, and what to do', async () => {
    const nowhere = await grade({});
    expect(nowhere.output).toContain(`There is no copy of The Other 90% in ${join(root, 'the-other-90')}.`);
    expect(nowhere.status).toBe(2);
    await rm(join(course, 'node_modules'), { recursive: true });
    const bare = await grade({ OTHER90: '../course' });
    expect(bare.output).toContain('Run npm start there once.');
  });
});
