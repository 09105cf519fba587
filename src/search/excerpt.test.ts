import { expect, test } from 'vitest';
import { excerptParts } from './excerpt.ts';

test('splits what was found from the rest', () => {
  expect(excerptParts('a <mark>hash</mark> of <mark>one</mark>')).toEqual([
    { text: 'a ', found: false },
    { text: 'hash', found: true },
    { text: ' of ', found: false },
    { text: 'one', found: true },
  ]);
});

test('gives text back as it was read, and makes no element of it', () => {
  expect(excerptParts('&lt;script&gt; &amp;amp; <mark>&quot;x&quot;</mark> &unknown;')).toEqual([
    { text: '<script> &amp; ', found: false },
    { text: '"x"', found: true },
    { text: ' &unknown;', found: false },
  ]);
});
