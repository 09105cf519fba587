import { expect, test } from 'vitest';
import { answersText, marksText, readHandedIn, readMarks } from './marks.ts';

const LINES = { 'a.ts': ['one', 'two', 'three', 'two'] };
const MARK = { id: 1, file: 'a.ts', line: 3, text: 'three', category: 'limits', severity: 'high' } as const;

test('what was kept comes back', () => {
  const marks = [
    { id: 1, file: 'a.ts', line: 1, text: 'one' },
    { ...MARK, id: 2 },
  ];
  expect(readMarks(marksText('x', marks), LINES)).toEqual(marks);
});

test('a mark follows its line into a newer version of the change', () => {
  const [mark] = readMarks(marksText('x', [MARK]), { 'a.ts': ['zero', 'one', 'two', 'three'] });
  expect(mark).toMatchObject({ line: 4, text: 'three' });
});

test.each([
  ['gone', ['one', 'two']],
  ['there twice', ['three', 'three', 'x']],
])('where its line is %s it stays as near as it can', (_, lines) => {
  expect(readMarks(marksText('x', [MARK]), { 'a.ts': lines })).toMatchObject([
    { line: Math.min(3, lines.length), category: 'limits' },
  ]);
});

test.each(['', 'null', '{"marks":5}', '{"marks":[null,{"file":"b.ts","line":1}]}'])(
  'nothing of ours in %j: no marks, no error',
  (text) => {
    expect(readMarks(text, LINES)).toEqual([]);
    expect(readHandedIn(text, LINES)).toBeUndefined();
  },
);

test('an answer file holds what is complete, and nothing of the page’s own', () => {
  const open = { id: 2, file: 'a.ts', line: 1, text: 'one', category: 'limits' };
  expect(JSON.parse(answersText('x', [MARK, open]))).toEqual({
    exercise: 'x',
    marks: [{ file: 'a.ts', line: 3, category: 'limits', severity: 'high' }],
  });
});

test('what was handed in comes back with the marks that can be read', () => {
  const text = JSON.stringify({ at: 5, times: 2, marks: [null, MARK, { file: 'a.ts', line: 1 }] });
  const { file, line, category, severity } = MARK;
  expect(readHandedIn(text, LINES)).toEqual({ at: 5, times: 2, marks: [{ file, line, category, severity }] });
});
