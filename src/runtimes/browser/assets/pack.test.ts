import { expect, test } from 'vitest';
import { pack, unpack } from './pack.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const folder = {
  folders: ['base', 'base/1', 'empty'],
  files: new Map([
    ['PG_VERSION', bytes('18\n')],
    ['base/1/1255', bytes('rows'.repeat(1000))],
    ['base/1/copy', bytes('rows'.repeat(1000))],
    ['base/1/none', bytes('')],
  ]),
};

test('a folder comes back as it was, and equal files cost once', () => {
  const packed = pack(folder);
  expect(unpack(packed)).toEqual(folder);
  expect(packed.length).toBeLessThan(4500);
});

test('a pack that was cut off is refused', () => {
  expect(() => unpack(pack(folder).subarray(0, -1))).toThrow('instead of');
});
