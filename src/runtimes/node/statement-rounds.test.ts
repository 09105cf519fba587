import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StatementRounds } from './statement-rounds.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Rounds, and what has been sent so far. */
function rounds(requestsUnderway: () => number) {
  const sent: string[] = [];
  const together = new StatementRounds(requestsUnderway);
  return { sent, ask: (name: string) => together.join(() => sent.push(name)) };
}

test('a request by itself waits for nobody', () => {
  const { sent, ask } = rounds(() => 1);
  ask('look');
  ask('write');
  expect(sent).toEqual(['look', 'write']);
});

test('everybody has looked before anybody writes', () => {
  const { sent, ask } = rounds(() => 2);
  ask('first looks');
  expect(sent).toEqual([]);
  ask('second looks');
  expect(sent).toEqual(['first looks', 'second looks']);
});

test('whoever does not come is waited for a short while, from the last one on', () => {
  const { sent, ask } = rounds(() => 3);
  ask('first looks');
  vi.advanceTimersByTime(20);
  ask('second looks');
  vi.advanceTimersByTime(20);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(5);
  expect(sent).toEqual(['first looks', 'second looks']);
});

test('a round ends although somebody always comes', () => {
  const { sent, ask } = rounds(() => 100);
  for (let number = 0; number < 12; number++) {
    ask(`statement ${number}`);
    vi.advanceTimersByTime(10);
  }
  expect(sent).toHaveLength(10);
});

test('whoever is left alone takes along what waits', () => {
  let underway = 2;
  const { sent, ask } = rounds(() => underway);
  ask('look');
  underway = 1;
  ask('write');
  expect(sent).toEqual(['look', 'write']);
});
