import { expect, it } from 'vitest';
import { jsonTokens, readBody } from './body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('pretty-prints JSON and keeps what came', () => {
  expect(readBody(bytes('{"a":[1]}'))).toEqual({
    kind: 'json',
    text: '{\n  "a": [\n    1\n  ]\n}',
    raw: '{"a":[1]}',
    cut: 0,
  });
});

it('shows text as it is, and says what it left out', () => {
  expect(readBody(bytes('<h1>hi</h1>'))).toEqual({ kind: 'text', text: '<h1>hi</h1>', cut: 0 });
  expect(readBody(bytes('{"broken":'))).toMatchObject({ kind: 'text' });
  const long = readBody(bytes('x'.repeat(200_010)));
  expect([long.text.length, long.cut]).toEqual([200_000, 10]);
});

it('shows bytes that are no text as a dump', () => {
  const body = readBody(new Uint8Array([0xff, 0x41, 0x00]));
  expect(body).toMatchObject({ kind: 'binary', cut: 0 });
  expect(body.text).toMatch(/^0000 {2}ff 41 00 +\.A\.$/);
});

it('knows an empty answer', () => {
  expect(readBody(new Uint8Array())).toEqual({ kind: 'empty', text: '', cut: 0 });
});

it('cuts JSON into tokens that join to the same text', () => {
  const text = JSON.stringify({ 'a"b': 'c\\d', n: -1.5e3, t: true, z: null, deep: [{}] }, null, 2);
  const tokens = jsonTokens(text);
  expect(tokens.map((token) => token.text).join('')).toBe(text);
  expect(tokens.filter(({ kind }) => kind === 'key').map((token) => token.text)).toEqual([
    '"a\\"b"',
    '"n"',
    '"t"',
    '"z"',
    '"deep"',
  ]);
  expect(tokens.filter(({ kind }) => kind === 'number').map((token) => token.text)).toEqual(['-1500']);
});
