import { expect, test } from 'vitest';
import { hadItsTurn, wasIdle } from './wait.ts';

test('who waits for nothing has had its time; who is still at work gets more', () => {
  expect(wasIdle(20, 8_000)).toBe(true);
  expect(wasIdle(1_000, 8_000)).toBe(false);
});

test('what computes or sleeps without end has had its time; what was starved of the processor gets more', () => {
  expect(hadItsTurn(4_900, 5_000)).toBe(true);
  expect(hadItsTurn(10, 5_000)).toBe(true);
  expect(hadItsTurn(1_000, 5_000)).toBe(false);
});
