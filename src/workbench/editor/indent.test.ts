import { expect, it } from 'vitest';
import { indent, offsetOf } from './indent.ts';

/** `|` marks the caret or the two ends of the selection. */
function press(text: string, outwards = false): string {
  const start = text.indexOf('|');
  const end = text.indexOf('|', start + 1);
  const plain = text.replaceAll('|', '');
  const edit = indent(plain, start, end < 0 ? start : end - 1, outwards);
  if (!edit) return text;
  const after = plain.slice(0, edit.from) + edit.text + plain.slice(edit.to);
  const marks = [...new Set([edit.selectionStart, edit.selectionEnd])].sort((a, b) => b - a);
  return marks.reduce((result, at) => `${result.slice(0, at)}|${result.slice(at)}`, after);
}

it('fills up to the next stop', () => {
  expect(press('|a')).toBe('  |a');
  expect(press('a|b')).toBe('a |b');
});

it('moves all lines of a selection', () => {
  expect(press('a\n|b\n\nc|\nd')).toBe('a\n  |b\n\n  c|\nd');
  expect(press('  |b\n c|', true)).toBe('|b\nc|');
});

it('does not touch the line after a selection that ends at its start', () => {
  expect(press('|a\n|b')).toBe('  |a\n|b');
});

it('changes nothing where there is nothing to take away', () => {
  expect(indent('abc', 1, 1, true)).toBeUndefined();
});

it('finds offsets, clamped', () => {
  expect(offsetOf('ab\ncd', 2, 2)).toBe(4);
  expect(offsetOf('ab\ncd', 9, 9)).toBe(5);
  expect(offsetOf('ab\ncd', 1, 9)).toBe(2);
});
