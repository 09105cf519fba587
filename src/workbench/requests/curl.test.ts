import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote, toCurl } from './curl.ts';
import { EMPTY_DRAFT } from './draft.ts';

const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('shellQuote', () => {
  it.each([
    'plain',
    '',
    "' OR 1=1 --",
    "o'brien+news@example.com",
    '$(touch x) `id` $HOME "quoted" \\ \\n',
    'two\nlines\tand a tab',
    'a\u0001b\rc\u001b[31m',
    'ünï©ode 💥',
    '-flag * ? [a] {b} ~ ! # ; & | < >',
  ])('gives the shell exactly %j', (text) => {
    expect(words(shellQuote(text))).toEqual([text]);
  });
});

it('writes the whole request as one command', () => {
  const command = toCurl(
    {
      ...EMPTY_DRAFT,
      method: 'PATCH',
      path: '/api/users/1?q=[a]{b}',
      headers: 'Content-Type: application/json\nX-Empty:',
      body: `{"name":"o'brien"}`,
    },
    'session=1; theme=dark',
  );
  expect(words(command)).toEqual([
    'curl',
    '--include',
    '--globoff',
    '--path-as-is',
    '--request',
    'PATCH',
    '--header',
    'Content-Type: application/json',
    '--header',
    'X-Empty;',
    '--header',
    'Cookie: session=1; theme=dark',
    '--data-raw',
    `{"name":"o'brien"}`,
    'http://localhost:3000/api/users/1?q=[a]{b}',
  ]);
});

it('leaves out a method that curl takes anyway', () => {
  expect(toCurl({ ...EMPTY_DRAFT, method: 'POST', body: 'x' })).not.toContain('--request');
  expect(toCurl(EMPTY_DRAFT)).not.toContain('--request');
  expect(toCurl({ ...EMPTY_DRAFT, method: 'POST' })).toContain('--request POST');
  expect(toCurl({ ...EMPTY_DRAFT, method: 'HEAD' })).toContain('--head');
});
