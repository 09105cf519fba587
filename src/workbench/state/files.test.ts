import { describe, expect, it } from 'vitest';
import { adoptStarter, changedNames, nameProblem, sameFiles, sortedNames } from './files.ts';

it('compares by content', () => {
  expect(sameFiles({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true);
  expect(sameFiles({ a: '1' }, { a: '2' })).toBe(false);
  expect(sameFiles({ a: '1' }, { b: '1' })).toBe(false);
  expect(sameFiles({ a: '1' }, { a: '1', b: '' })).toBe(false);
});

it('lists the entry, the code, the rest', () => {
  const files = { 'schema.sql': '', 'auth.ts': '', 'server.ts': '', 'a.cjs': '', 'README.md': '' };
  expect(sortedNames(files, 'server.ts')).toEqual([
    'server.ts',
    'a.cjs',
    'auth.ts',
    'README.md',
    'schema.sql',
  ]);
});

it('lists names that differ', () => {
  expect(changedNames({ a: '1', b: '1', c: '1' }, { a: '1', b: '2', d: '1' })).toEqual(['b', 'c', 'd']);
});

describe('nameProblem', () => {
  it.each(['routes/login.ts', 'x.test.ts', '.env', 'a/b/c.js', '@x/y.ts'])('accepts %s', (name) => {
    expect(nameProblem(name, { 'server.ts': '' })).toBeUndefined();
  });
  it.each([
    '',
    ' ',
    '/a.ts',
    'a/',
    '../a.ts',
    'a/../b.ts',
    'a b.ts',
    'server.ts',
    'server.ts/x.ts',
    'lib',
    'x'.repeat(121),
    'node_modules/a.ts',
  ])('refuses %j', (name) => {
    expect(nameProblem(name, { 'server.ts': '', 'lib/a.ts': '' })).toBeTypeOf('string');
  });
});

describe('adoptStarter', () => {
  const base = { a: 'a1', b: 'b1', c: 'c1', d: 'd1' };
  const next = { a: 'a2', b: 'b2', c: 'c1', e: 'e2' };

  it('takes the new where nothing was changed, keeps what is theirs', () => {
    const mine = { a: 'a1', b: 'mine', c: 'mine', d: 'd1', own: 'x' };
    expect(adoptStarter(mine, base, next)).toEqual({
      files: { a: 'a2', b: 'mine', c: 'mine', e: 'e2', own: 'x' },
      kept: ['b'],
    });
  });

  it('leaves deleted what they deleted', () => {
    expect(adoptStarter({ b: 'b1', c: 'c1', d: 'd1' }, base, next)).toEqual({
      files: { b: 'b2', c: 'c1', e: 'e2' },
      kept: ['a'],
    });
  });
});
