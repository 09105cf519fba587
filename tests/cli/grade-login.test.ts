/** The contract of `grade` on a real run: process, runtime, grader and report together. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reportSchema } from './report-schemas.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('grade login --json: the starter fails with status 1 and a whole report', {
  timeout: 300_000,
}, async () => {
  const { status, stdout, stderr } = await new Promise<{
    status: number | null;
    stdout: string;
    stderr: string;
  }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'src/cli/main.ts'), 'grade', 'login', '--json', '--seed', '7'],
      { cwd: ROOT, maxBuffer: 100_000_000 },
      (_, out, err) => resolve({ status: child.exitCode, stdout: out, stderr: err }),
    );
  });
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report).toMatchObject({
    exercise: 'login',
    runtime: 'node',
    database: 'pglite',
    seed: 7,
    verdict: 'fail',
  });
  expect(status).toBe(1);
  expect(report.checks.filter((check) => check.status === 'error')).toEqual([]);
  expect(report.checks.some((check) => check.kind === 'attack' && check.status === 'fail')).toBe(true);
  expect(report.checks.every((check) => check.status !== 'fail' || check.evidence.length > 0)).toBe(true);
  expect(stderr).toContain('grading login: ');
});
