/** The real program as a shell starts it, on the real course: what the tests in this process can't see. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'src/cli/main.ts');

const other90 = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { ...process.env, INIT_CWD: undefined, ...env }, cwd: ROOT },
      (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });

test('list names login, with nothing else on standard output', async () => {
  const { status, stdout } = await other90(['list', '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 1,
    exercises: expect.arrayContaining([expect.objectContaining({ id: 'login' })]),
  });
});

test('a wrong call ends with 2', async () => {
  expect(await other90(['grade', 'logn'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'There is no exercise "logn"; did you mean "login"?\n',
  });
});

test("paths are relative to npm's INIT_CWD", async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'other90-binary-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const { status } = await other90(['start', 'login', 'mine'], { INIT_CWD: cwd });
  expect(status).toBe(0);
  expect(await readdir(join(cwd, 'mine'))).toEqual(
    expect.arrayContaining(['README.md', 'package.json', 'server.ts']),
  );
});

test('a reader that closes the pipe early gets no stack trace', async () => {
  const child = spawn(process.execPath, [MAIN, 'list', '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect([status, stderr]).toEqual([0, '']);
});
