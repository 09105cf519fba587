import { expect, it } from 'vitest';
import { stripAnsi } from './logs.ts';

it('takes colours, cursors, titles and control characters away', () => {
  expect(stripAnsi('\u001b[1;31mred\u001b[0m \u001b[2K\u001b]0;title\u0007end\u0000\u0008')).toBe('red end');
});

it('keeps lines and tabs', () => {
  expect(stripAnsi('a\r\nb\tc\rd')).toBe('a\nb\tcd');
});
