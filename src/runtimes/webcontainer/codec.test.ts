import { expect, test } from 'vitest';
import { decode, encode } from './codec.ts';

test('bytes survive, wherever they are', () => {
  const body = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256);
  const message = { type: 'call', args: [{ body, headers: [['A', 'ü\u2028"']] }, null] };
  expect(decode(encode(message))).toEqual(message);
});

test('what only looks like bytes stays as it is', () => {
  const message = { $bytes: 'AA==', more: 1 };
  expect(decode(encode(message))).toEqual(message);
});
