/** One grader, every runtime: starter and solution get the same verdict, check by check. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { loadFiles } from '../../src/course/load.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimes = [createNodeRuntime(), createHeadlessRuntime()];

afterAll(() => Promise.all(runtimes.map((runtime) => runtime.close())));

test.each([
  ['starter', 'fail'],
  ['solution', 'pass'],
] as const)('login: the %s gets "%s" everywhere', { timeout: 400_000 }, async (version, verdict) => {
  const files = await loadFiles(root, 'login', version);
  const seed = Math.floor(Math.random() * 2 ** 32);
  console.error(`seed ${seed}`);
  const statuses: Array<Record<string, string>> = [];
  for (const runtime of runtimes) {
    const report = await runtime.grade({ exercise: 'login', files, seed });
    expect(report.error).toBeUndefined();
    expect(report.verdict, runtime.name).toBe(verdict);
    expect(report.checks.length).toBeGreaterThanOrEqual(25);
    statuses.push(Object.fromEntries(report.checks.map(({ id, status }) => [id, status])));
  }
  expect(statuses[1]).toEqual(statuses[0]);
});
