import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from './patience.ts';

let story: string[];
let patience: Patience;
/** Whether the app answers a ping at once. */
let answers: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  story = [];
  answers = true;
  patience = new Patience({
    ping: () => {
      if (answers) queueMicrotask(() => patience.alive());
    },
    blockedMs: 5_000,
    onBlocked: () => story.push('blocked'),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const wait = (limitMs: number) => patience.wait(limitMs, () => story.push(`limit ${limitMs}`));

test('a limit is told once, to whom it concerns', async () => {
  wait(1_000);
  const end = wait(2_000);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(story).toEqual(['limit 1000']);
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(story).toEqual(['limit 1000']);
  expect(vi.getTimerCount()).toBe(0);
});

test('an app without a sign of life is blocked, not slow', async () => {
  answers = false;
  wait(8_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(story).toEqual(['blocked']);
});

test('a limit that falls into a silence waits for what it turns out to be', async () => {
  wait(4_000);
  await vi.advanceTimersByTimeAsync(2_000);
  answers = false;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(story).toEqual([]);
  patience.alive();
  answers = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(story).toEqual(['limit 4000']);
});

test('time in which this worker itself stood still does not count', async () => {
  wait(4_000);
  await vi.advanceTimersByTimeAsync(1_000);
  // As PostgreSQL would: no timer runs, the clock goes on.
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
  await vi.advanceTimersByTimeAsync(250);
  expect(story).toEqual([]);
});
