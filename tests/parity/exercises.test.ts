/** One grader, every runtime: starter and solution of every exercise get the same verdict, check by check. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { exerciseIds, loadExercise, loadFiles } from '../../src/course/load.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimes = [createNodeRuntime(), createHeadlessRuntime()];
const exercises = await Promise.all((await exerciseIds(root)).map((id) => loadExercise(root, id)));
const versions = exercises
  .filter(({ kind }) => kind === 'fix')
  .flatMap(({ id }) => [[id, 'starter', 'fail'] as const, [id, 'solution', 'pass'] as const]);

afterAll(() => Promise.all(runtimes.map((runtime) => runtime.close())));

test.each(versions)(
  '%s: the %s gets "%s" everywhere',
  { timeout: 400_000 },
  async (exercise, version, verdict) => {
    const files = await loadFiles(root, exercise, version);
    const seed = Math.floor(Math.random() * 2 ** 32);
    console.error(`seed ${seed}`);
    const statuses: Array<Record<string, string>> = [];
    for (const runtime of runtimes) {
      const report = await runtime.grade({ exercise, files, seed });
      expect(report.error).toBeUndefined();
      expect(report.verdict, runtime.name).toBe(verdict);
      expect(report.checks.length).toBeGreaterThanOrEqual(12);
      statuses.push(Object.fromEntries(report.checks.map(({ id, status }) => [id, status])));
    }
    expect(statuses[1]).toEqual(statuses[0]);
  },
);
