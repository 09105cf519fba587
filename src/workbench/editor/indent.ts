/** What Tab does in a textarea. Offsets are in UTF-16 units, as the DOM counts. */

const INDENT = '  ';

export interface TextEdit {
  /** The part that is replaced. */
  from: number;
  to: number;
  text: string;
  selectionStart: number;
  selectionEnd: number;
}

/** The edit for Tab (or Shift+Tab: `outwards`) on a selection; `undefined` when nothing changes. */
export function indent(text: string, start: number, end: number, outwards: boolean): TextEdit | undefined {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const severalLines = text.slice(start, end).includes('\n');
  if (!outwards && !severalLines) {
    const spaces = ' '.repeat(INDENT.length - ((start - from) % INDENT.length));
    const at = start + spaces.length;
    return { from: start, to: end, text: spaces, selectionStart: at, selectionEnd: at };
  }
  const lineEnd = text.indexOf('\n', Math.max(start, end - (severalLines ? 1 : 0)));
  const to = lineEnd < 0 ? text.length : lineEnd;
  const lines = text.slice(from, to).split('\n');
  const moved = lines.map((line) =>
    outwards ? line.replace(/^( {1,2}|\t)/, '') : line === '' ? line : INDENT + line,
  );
  const replaced = moved.join('\n');
  if (replaced === text.slice(from, to)) return undefined;
  const first = (moved[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  return {
    from,
    to,
    text: replaced,
    selectionStart: Math.max(from, start + first),
    selectionEnd: Math.max(from, end + replaced.length - (to - from)),
  };
}

/** The offset of a place in a text; lines and columns from 1, clamped to what is there. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}
