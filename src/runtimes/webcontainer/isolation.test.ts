import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ISOLATED_FOLDERS, isolationHeaders } from './isolation.ts';

const both = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

test('exercise pages and the scripts of their workers get both headers, other pages none', () => {
  expect(isolationHeaders('/exercises/login/?from=lesson')).toEqual(both);
  expect(isolationHeaders('/_astro/host.js')).toEqual(both);
  expect(isolationHeaders('/courses/90/exercises/login/', '/courses/90/')).toEqual(both);
  for (const path of ['/', '/lessons/01-login/02-x/', '/progress/', '/?exercises/'])
    expect(isolationHeaders(path), path).toEqual({});
});

test('_headers says the same', () => {
  const text = readFileSync(new URL('../../../public/_headers', import.meta.url), 'utf8');
  const lines = Object.entries(both).map(([name, value]) => `  ${name}: ${value}`);
  const expected = ISOLATED_FOLDERS.flatMap((folder) => [`/${folder}/*`, ...lines]);
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(expected);
});
