import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { isMet } from '../../scripts/licences/spdx.ts';

const allowed = new Set(['MIT', 'Apache-2.0', 'Zlib']);

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT OR Apache-2.0', true],
  ['(MIT AND Zlib)', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT AND GPL-3.0-only) OR (MIT)', false],
  ['SEE LICENSE IN LICENSE.md', false],
])('%s: %s', (expression, met) => {
  expect(isMet(expression, allowed)).toBe(met);
});

test('every installed package has a licence that the course may be built with, and each is listed', async () => {
  const main = fileURLToPath(new URL('../../scripts/licences/main.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [main]);
  const [, shipped = '', tools = ''] = stdout.split(/^## /m);
  for (const name of ['monaco-editor', '@electric-sql/pglite', 'express', 'preact', 'workbox-precaching'])
    expect(shipped).toContain(` ${name}@`);
  expect(shipped).not.toContain('LGPL');
  expect(tools).toContain('astro@');
});
