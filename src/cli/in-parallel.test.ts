import { expect, test } from 'vitest';
import { inParallel, runsAtOnce } from './in-parallel.ts';

/** The most that was at work at the same moment. */
async function busiest(atOnce: number): Promise<number> {
  let now = 0;
  let most = 0;
  const results = await inParallel(
    [1, 2, 3, 4, 5],
    atOnce,
    async (item) => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now -= 1;
      return item * 2;
    },
    new AbortController().signal,
  );
  expect(results).toEqual([2, 4, 6, 8, 10]);
  return most;
}

test('works on so many items at once, and keeps their order', async () => {
  expect(await busiest(1)).toBe(1);
  expect(await busiest(3)).toBe(3);
});

test('runs on a server follow one another: its clock is one for all', () => {
  expect(runsAtOnce('postgres://127.0.0.1:5432/postgres')).toBe(1);
  expect(runsAtOnce('pglite')).toBeGreaterThan(1);
});
