import { expect, test } from 'vitest';
import { isRelevant } from './relevant.ts';

test.each<[term: string, text: string, expected: boolean]>([
  ['cookie', 'What holds is a cookie that scripts never see', true],
  ['Queries', 'the database reads one query', true],
  ['qqqzzz', 'the database reads one query', false],
  ['sql', 'SQL injection', true],
  ['rate zzzzz', 'A rate limit', true],
  ['  ', 'anything', false],
])('%j in %j: %s', (term, text, expected) => {
  expect(isRelevant(term, text)).toBe(expected);
});
