import { describe, expect, test } from 'vitest';
import { count, isDone, type Next, NO_PROGRESS, nextStep, type Progress, type Step } from './course-map.ts';

const step = (kind: Step['kind'], id: string): Step => ({
  kind,
  id,
  title: id,
  href: `/${id}/`,
  module: '01-login',
});
const STEPS = [step('lesson', 'a'), step('exercise', 'b'), step('lesson', 'c'), step('exercise', 'd')];

function progress(
  read: Record<string, number>,
  work: Record<string, [touched: number, passed?: number]> = {},
): Progress {
  return {
    lessons: new Map(Object.entries(read)),
    exercises: new Map(
      Object.entries(work).map(([id, [touchedAt, passedAt]]) => [
        id,
        { touchedAt, hints: 0, solutionShown: false, ...(passedAt !== undefined && { passedAt }) },
      ]),
    ),
  };
}

const where = (next: Next) => (next.kind === 'finished' ? next.kind : `${next.kind} ${next.step.id}`);

describe('the next step', () => {
  test.each<[string, Progress, string]>([
    ['nothing done', NO_PROGRESS, 'start a'],
    ['the first lesson read', progress({ a: 1 }), 'go-on b'],
    ['an exercise begun after it', progress({ a: 1 }, { b: [2] }), 'go-on b'],
    ['an exercise begun, then a later lesson read', progress({ c: 3 }, { b: [2] }), 'go-on d'],
    ['begun in the middle', progress({ c: 1 }), 'go-on d'],
    ['the end reached, the beginning open', progress({}, { d: [2, 2] }), 'go-on a'],
    ['everything done', progress({ a: 1, c: 2 }, { b: [3, 3], d: [4, 4] }), 'finished'],
    ['a lesson that the course no longer has', progress({ gone: 9 }), 'start a'],
  ])('%s', (_, have, expected) => {
    expect(where(nextStep(STEPS, have))).toBe(expected);
  });

  test('says whether there is work to go on with', () => {
    expect(nextStep(STEPS, progress({ a: 1 }, { b: [2] }))).toMatchObject({ begun: true });
    expect(nextStep(STEPS, progress({ a: 1 }))).toMatchObject({ begun: false });
  });
});

test('work that has not passed is not done', () => {
  const have = progress({ a: 1 }, { b: [2], d: [4, 4] });
  expect(STEPS.map((one) => isDone(one, have))).toEqual([true, false, false, true]);
  expect(count(STEPS, have)).toEqual({ done: 2, all: 4 });
});
