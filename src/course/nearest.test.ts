import { expect, test } from 'vitest';
import { nearest, suggestion } from './nearest.ts';

test.each([
  ['logn', 'login'],
  ['LOGIN', 'login'],
  ['lgoin', 'login'],
  ['webhook', undefined],
  ['', undefined],
])('%s → %s', (name, expected) => {
  expect(nearest(name, ['login', 'sessions'])).toBe(expected);
});

test('names what there is when nothing is near', () => {
  expect(suggestion('x', ['login', 'sessions'])).toBe('there are: login, sessions.');
  expect(suggestion('logim', ['login', 'sessions'])).toBe('did you mean "login"?');
});
