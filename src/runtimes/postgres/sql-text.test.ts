import { describe, expect, test } from 'vitest';
import {
  beginsTransaction,
  commits,
  controlsTransaction,
  copiesFromClient,
  looksOnly,
  onlyReads,
  partsOf,
  rolesMadeIn,
  rollsBack,
  skeletonOf,
  statementsOf,
} from './sql-text.ts';

describe('statements are found between semicolons that are code', () => {
  test.each([
    ['select 1; ;SELECT 2;', ['select 1', 'select 2']],
    [`select ';' as a; select "x;y"`, ['select     as a', 'select "x_y"']],
    [`select 'it''s; so'`, ['select']],
    [String.raw`select E'it\'s; so', 2; select 3`, ['select e           , 2', 'select 3']],
    [String.raw`select 'C:\'; select 2`, ['select', 'select 2']],
    ['-- one; two\nselect 1 /* a /* b; */ c; */; select 2', ['select 1', 'select 2']],
    ['do $$ begin; end $$; select $1::int; select $x$ ; $x$', ['do', 'select $1::int', 'select']],
    ['select a$b$c; select 1', ['select a$b$c', 'select 1']],
    [`select 'never closed; select 2`, ['select']],
  ])('%s', (sql, statements) => {
    expect(statementsOf(sql)).toEqual(statements);
  });

  test('a skeleton is as long as its text, line by line', () => {
    const sql = `select 'a\nb', $tag$\n;\n$tag$ -- c\nfrom t`;
    expect(skeletonOf(sql)).toHaveLength(sql.length);
    expect(
      skeletonOf(sql)
        .split('\n')
        .map(({ length }) => length),
    ).toEqual(sql.split('\n').map(({ length }) => length));
  });
});

test.each([
  ['begin', true, false, false],
  ['start transaction isolation level serializable', true, false, false],
  ['commit', false, true, false],
  ['end', false, true, false],
  ['rollback', false, false, true],
  ['abort work', false, false, true],
  ['rollback to savepoint a', false, false, false],
  ['commit prepared', false, false, false],
  ['beginning', false, false, false],
])('%s', (statement, begin, commit, rollback) => {
  expect([beginsTransaction(statement), commits(statement), rollsBack(statement)]).toEqual([
    begin,
    commit,
    rollback,
  ]);
});

test('what controls a transaction', () => {
  expect(['savepoint a', 'release a', 'rollback to a', 'begin', 'end'].every(controlsTransaction)).toBe(true);
  expect(['select 1', 'update a set b = 1', 'endless'].some(controlsTransaction)).toBe(false);
});

test('what only reads', () => {
  const reads = ['select * from a', 'with x as (select 1) select * from x', 'show timezone', 'table a'];
  const writes = [
    'insert into a values (1)',
    'with x as (delete from a returning *) select * from x',
    'select * from a for update',
    'select * into b from a',
    `select nextval('a')`,
    'select pg_advisory_xact_lock(1)',
    'select * from a for no key update',
  ];
  expect(reads.filter((statement) => !onlyReads(statement))).toEqual([]);
  expect(writes.filter(onlyReads)).toEqual([]);
});

test('COPY FROM STDIN is known, other copies are not', () => {
  expect(copiesFromClient('copy a (b, c) from stdin with (format csv)')).toBe(true);
  expect(copiesFromClient('copy a to stdout')).toBe(false);
  expect(copiesFromClient(`copy a from '/etc/passwd'`)).toBe(false);
});

test('a script with a statement that has to run alone is sent in parts', () => {
  const script = `create table a (b int);\ncreate index concurrently on a (b);\nselect ';'`;
  const parts = partsOf(script);
  expect(parts.map(({ text }) => text.trim())).toEqual([
    'create table a (b int)',
    'create index concurrently on a (b)',
    `select ';'`,
  ]);
  for (const { text, start } of parts) expect(script.slice(start, start + text.length)).toBe(text);
  expect(partsOf('select 1; select 2')).toEqual([{ text: 'select 1; select 2', start: 0 }]);
});

test('the roles that a script makes', () => {
  expect(rolesMadeIn('CREATE ROLE Helper; create user "A ""B""" login; create table users (a int)')).toEqual([
    'helper',
    'A "B"',
  ]);
});

test('a statement looks only, names in quotes or not, when it calls nothing that may do more', () => {
  expect(looksOnly('select t.id, t.from_account as "from" from transfers t where key in ($1)')).toBe(true);
  expect(looksOnly('select count("id") from "Orders"')).toBe(true);
  expect(looksOnly('select "take"(1)')).toBe(false);
  expect(looksOnly('select public."take" (1)')).toBe(false);
  expect(looksOnly('select take(1)')).toBe(false);
  expect(looksOnly('select "from" from t for update')).toBe(false);
});
