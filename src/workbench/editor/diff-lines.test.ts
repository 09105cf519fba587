import { expect, it } from 'vitest';
import { diffLines } from './diff-lines.ts';

const shown = (before: string, after: string) =>
  diffLines(before, after)
    .map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`)
    .join('\n');

it('shows what is gone and what is new in place', () => {
  expect(shown('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toBe(' a\n-b\n+x\n c\n d\n+e');
});

it('shows equal texts as equal, and an empty one as replaced', () => {
  expect(shown('a\nb', 'a\nb')).toBe(' a\n b');
  expect(shown('', 'a')).toBe('-\n+a');
});

it('gives both texts back', () => {
  const before = 'one\ntwo\nthree\nfour\nfive';
  const after = 'zero\none\nthree\nfour and a half\nfive\nsix';
  const lines = diffLines(before, after);
  const side = (left: 'gone' | 'new') =>
    lines
      .filter(({ kind }) => kind === 'same' || kind === left)
      .map(({ text }) => text)
      .join('\n');
  expect(side('gone')).toBe(before);
  expect(side('new')).toBe(after);
});
