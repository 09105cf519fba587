import { describe, expect, test } from 'vitest';
import { ImportError, parseExport } from './export-file.ts';
import { exportName, exportText } from './export-text.ts';
import type { Kept } from './store.ts';

const KEPT: Kept = {
  lessons: [{ id: '01-login/01-twelve-lines-six-holes', readAt: 1_790_000_000_000 }],
  work: [
    {
      exercise: 'login',
      revision: 7,
      files: { 'server.ts': 'export {};' },
      base: { 'server.ts': '' },
      activeFile: 'server.ts',
      hintsShown: [1, 2],
      solutionShown: false,
      passed: { at: 1_790_000_000_001, seed: 5 },
      updatedAt: 1_790_000_000_002,
    },
  ],
};

type Fields = Record<string, unknown>;

/** The export as an object, to break one thing in it. */
function broken(
  change: (file: { schema: unknown; lesson: Fields; work: Fields; files: Fields; works: Fields[] }) => void,
): string {
  const file = JSON.parse(exportText(KEPT));
  const view = {
    lesson: file.lessons[0],
    work: file.work[0],
    files: file.work[0].files,
    works: file.work,
    set schema(value: unknown) {
      file.schema = value;
    },
  };
  change(view);
  return JSON.stringify(file);
}

test('what is exported comes back, but for the revision, which is the place’s own', () => {
  expect(parseExport(exportText(KEPT, 12))).toEqual({
    exportedAt: 12,
    lessons: KEPT.lessons,
    work: [{ ...KEPT.work[0], revision: 0 }],
  });
});

test('what a later version keeps beside it comes through', () => {
  const text = broken((file) => {
    file.work.answers = { a: 1 };
  });
  expect(parseExport(text).work[0]).toMatchObject({ answers: { a: 1 } });
});

describe('a file that is not right is refused with the place at fault', () => {
  test.each<[string, string, RegExp]>([
    ['empty', '', /not JSON/],
    ['cut off', exportText(KEPT).slice(0, 200), /not JSON.*cut off/],
    ['another file', '{"name":"x"}', /not an export of this course/],
    ['null', 'null', /not an export of this course/],
    [
      'a newer one',
      broken((file) => {
        file.schema = 2;
      }),
      /newer version/,
    ],
    [
      'a text for a time',
      broken((file) => {
        file.lesson.readAt = 'today';
      }),
      /lessons\[0\]\.readAt/,
    ],
    [
      'no files',
      broken((file) => {
        delete file.work.files;
      }),
      /work\[0\]\.files/,
    ],
    [
      'a number for a file',
      broken((file) => {
        file.files['server.ts'] = 1;
      }),
      /work\[0\]\.files\.server\.ts/,
    ],
    [
      'a way out of the folder',
      broken((file) => {
        file.files['../x'] = '';
      }),
      /work\[0\]\.files/,
    ],
    [
      'an exercise twice',
      broken((file) => {
        file.works.push(file.work);
      }),
      /"login" twice/,
    ],
  ])('%s', (_, text, expected) => {
    expect(() => parseExport(text)).toThrow(ImportError);
    expect(() => parseExport(text)).toThrow(expected);
  });
});

test('the name carries the day', () => {
  expect(exportName(new Date('2026-11-22T23:00:00Z'))).toBe('the-other-90-2026-11-22.json');
});
