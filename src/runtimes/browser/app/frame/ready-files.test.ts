import { expect, test } from 'vitest';
import type { Source } from '../loader/source.ts';
import { ReadyFiles } from './ready-files.ts';

const source = (path: string, text: string): Source => ({
  path,
  format: 'commonjs',
  text,
  code: text,
  facts: undefined,
  commonJs: undefined,
  madeFor: { declared: 'commonjs', keepsContexts: false },
});

test('the newest of each path is kept', () => {
  const ready = new ReadyFiles();
  ready.add([source('/app/a.js', 'one'), source('/app/b.js', 'other')]);
  ready.add([source('/app/a.js', 'two')]);
  expect(ready.all.map(({ path, text }) => [path, text])).toEqual([
    ['/app/a.js', 'two'],
    ['/app/b.js', 'other'],
  ]);
});

test('what grows without end is dropped, and what is replaced does not count as growth', () => {
  const ready = new ReadyFiles();
  const half = 'x'.repeat(450_000);
  for (let n = 0; n < 10; n += 1) ready.add([source('/app/a.js', `${half}${n}`)]);
  expect(ready.all).toHaveLength(1);
  ready.add([source('/app/b.js', half)]);
  expect(ready.all).toHaveLength(2);
  ready.add([source('/app/c.js', half)]);
  expect(ready.all).toHaveLength(0);
});
