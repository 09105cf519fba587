import { describe, expect, test } from 'vitest';
import { type Key, type Mark, scoreReview } from './score.ts';

const at = (...lines: number[]) => lines.map((line) => ({ file: 'a.ts', line }));
const KEY: Key = {
  findings: [
    { id: 'sql', lines: at(2, 3), categories: ['injection'], severities: ['critical'], points: 4 },
    { id: 'plain', lines: at(3, 9), categories: ['passwords'], severities: ['high', 'critical'], points: 3 },
    { id: 'limit', lines: at(1), categories: ['limits', 'failure'], severities: ['high'], points: 2 },
  ],
  decoys: [{ id: 'odd', lines: at(6), points: 1 }],
  pass: { ranked: { atLeast: 2, points: 2 }, falseMarks: { atMost: 1, points: 1 }, marks: { atMost: 6 } },
};

const mark = (line: number, category: string, severity: Mark['severity'] = 'high'): Mark => ({
  file: 'a.ts',
  line,
  category,
  severity,
});
const RIGHT = [mark(2, 'injection', 'critical'), mark(9, 'passwords'), mark(1, 'limits')];
const states = (marks: Mark[]) => scoreReview(KEY, marks).findings.map(({ state }) => state);

test('all found, named and ranked: every point', () => {
  expect(scoreReview(KEY, RIGHT)).toMatchObject({ passed: true, earned: 13, max: 13, found: 3, ranked: 3 });
});

test('any of its lines finds a hole, and one line can hold two', () => {
  const marks = [mark(3, 'injection', 'critical'), mark(3, 'passwords', 'critical'), mark(1, 'failure')];
  expect(scoreReview(KEY, marks)).toMatchObject({ passed: true, falseMarks: [] });
});

test('several marks on one hole are all right', () => {
  expect(scoreReview(KEY, [...RIGHT, mark(3, 'injection', 'critical')])).toMatchObject({
    passed: true,
    falseMarks: [],
  });
});

test('a right line under a wrong name is not found, and fits nothing', () => {
  const score = scoreReview(KEY, [mark(2, 'limits'), ...RIGHT.slice(1)]);
  expect(score).toMatchObject({ passed: false, earned: 9, found: 2 });
  expect(score.findings[0]).toMatchObject({ state: 'misnamed', marks: [{ line: 2, category: 'limits' }] });
  expect(score.falseMarks).toHaveLength(1);
});

test('what found one hole on a line is no wrong name for the other', () => {
  expect(states([mark(3, 'injection')])).toEqual(['found', 'missed', 'missed']);
});

test('the same line in another file is another line', () => {
  expect(states([{ ...mark(2, 'injection'), file: 'b.ts' }])).toEqual(['missed', 'missed', 'missed']);
});

test('a decoy that is marked fails, whatever the mark says', () => {
  const score = scoreReview(KEY, [...RIGHT, mark(6, 'injection')]);
  expect(score).toMatchObject({
    passed: false,
    earned: 12,
    parts: { decoys: { odd: false }, falseMarks: true },
  });
});

describe('false marks', () => {
  test.each([
    [1, true],
    [2, false],
  ])('%d of them passes: %s', (count, passes) => {
    const more = Array.from({ length: count }, (_, index) => mark(20 + index, 'limits'));
    expect(scoreReview(KEY, [...RIGHT, ...more]).passed).toBe(passes);
  });
});

describe('the ranking', () => {
  test('counts what is found, and any severity that can be argued for', () => {
    const marks = [mark(2, 'injection', 'medium'), mark(9, 'passwords', 'critical'), mark(1, 'limits')];
    expect(scoreReview(KEY, marks)).toMatchObject({ passed: true, ranked: 2 });
  });

  test('too few fail', () => {
    const marks = [RIGHT[0] as Mark, mark(9, 'passwords', 'medium'), mark(1, 'limits', 'critical')];
    expect(scoreReview(KEY, marks)).toMatchObject({ passed: false, earned: 11, ranked: 1 });
  });

  test('two marks on one hole that disagree are not ranked', () => {
    const marks = [...RIGHT, mark(3, 'injection', 'medium')];
    expect(scoreReview(KEY, marks).findings[0]).toMatchObject({ state: 'found', ranked: false });
  });

  test('the later of two like marks counts', () => {
    expect(scoreReview(KEY, [mark(2, 'injection', 'medium'), ...RIGHT]).ranked).toBe(3);
  });
});

test('marking nothing earns nothing', () => {
  expect(scoreReview(KEY, [])).toMatchObject({ passed: false, earned: 0 });
});

test('marking only what is fine earns nothing either', () => {
  expect(scoreReview(KEY, [mark(20, 'limits')])).toMatchObject({ passed: false, earned: 0 });
});

test('marking everything earns nothing', () => {
  const all = [1, 2, 3, 4, 5, 9].flatMap((line) =>
    ['injection', 'passwords', 'limits'].map((name) => mark(line, name)),
  );
  expect(scoreReview(KEY, all)).toMatchObject({ passed: false, earned: 0, tooMany: true, found: 3 });
});
