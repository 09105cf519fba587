import { expect, it } from 'vitest';
import { parseJsonPath, valueAt, valueIn } from './json-path.ts';

const at = (value: unknown, text: string) =>
  valueAt(value, parseJsonPath(text) ?? expect.fail(`no path: ${text}`));

it.each([
  ['$', { a: 1 }, { a: 1 }],
  ['$.a.b', { a: { b: 'x' } }, 'x'],
  ['$.list[1].id', { list: [{ id: 1 }, { id: 2 }] }, 2],
  ['$[0]', ['first'], 'first'],
  [`$['a b']["c.d"]`, { 'a b': { 'c.d': false } }, false],
  ['$.customer-id', { 'customer-id': null }, null],
])('%s of %j is %j', (path, value, found) => {
  expect(at(value, path)).toEqual(found);
});

it.each(['$.x', '$.a.b.c', '$.a[0]', '$.constructor', '$.list.length.x'])('nothing stands at %s', (path) => {
  expect(at({ a: { b: 1 }, list: [] }, path)).toBeUndefined();
});

it.each(['', 'a', '$a', '$..a', '$.a[', '$.list[*]', '$.list[?(@.x)]', '$.a b'])('%j is no path', (path) => {
  expect(parseJsonPath(path)).toBeUndefined();
});

it('finds nothing in what is no JSON', () => {
  expect(valueIn('<p>', ['a'])).toBeUndefined();
});
