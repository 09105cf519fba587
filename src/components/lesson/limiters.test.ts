import { expect, test } from 'vitest';
import { answered, LIMITERS, TRAFFIC } from './limiters.ts';

test('what each limiter lets through', () => {
  expect(LIMITERS.map((limiter) => TRAFFIC.map(({ hits }) => answered(limiter, hits)))).toEqual([
    // the edge, the liar, many addresses, many accounts, the office
    [20, 40, 40, 10, 10],
    [20, 10, 40, 10, 10],
    [10, 10, 40, 10, 10],
    [10, 10, 10, 40, 36],
  ]);
});
