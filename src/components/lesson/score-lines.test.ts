import { expect, test } from 'vitest';
import { scoreLines } from './score-lines.ts';

test.each([
  [[], 'You marked nothing, as most reviews of working code do.'],
  [[1, 4], 'You found 2 of 3.'],
  [[1, 2], 'You found 1 of 3; one line that you marked is fine.'],
  [[1, 2, 3], 'You found 1 of 3; 2 lines that you marked are fine.'],
  [[2], 'None of your lines is among the 3.'],
  [[1, 4, 6], 'You found all 3.'],
])('%j beside the holes 1, 4 and 6: %s', (marked, sentence) => {
  expect(scoreLines(marked, [1, 4, 6])).toBe(sentence);
});
