import { PGlite } from '@electric-sql/pglite';
import { afterAll, describe, expect, test } from 'vitest';
import { runWhere, tokens } from './mini-where.ts';

const users = [
  { id: '1', email: 'admin@example.com', password: 'correct horse' },
  { id: '2', email: 'reader@example.com', password: 'battery staple' },
];

const login = (email: string) =>
  runWhere(`SELECT * FROM users WHERE email = '${email}' AND password = 'guess'`, users);

const emails = (email: string) => {
  const outcome = login(email);
  return outcome.kind === 'rows' ? outcome.rows.map((row) => row.email) : outcome;
};

describe('what gets in', () => {
  test.each([
    [`' OR 1=1 --`, 2],
    [`' or 'a'='a' --`, 2],
    [`' OR TRUE --`, 2],
    [`x' OR NOT 1=2 --`, 2],
    [`' OR (2 > 1) -- `, 2],
    [`' OR 1=1; --`, 2],
    [`admin@example.com' --`, 1],
    [`admin@example.com'/*`, 'error'],
    [`' OR email = 'reader@example.com' --`, 1],
  ])('%s', (email, expected) => {
    const outcome = login(email);
    expect(outcome.kind === 'rows' ? outcome.rows.length : outcome.kind).toBe(expected);
  });

  test('AND binds closer than OR: the password still counts on the right', () => {
    expect(emails(`' OR '1'='1`)).toEqual([]);
    expect(emails(`admin@example.com' OR '1'='2`)).toEqual(['admin@example.com']);
  });
});

test.each(['admin@example.com', '', `o''brien@example.com`, 'a--b@example.com', 'x OR 1=1'])(
  'plain text stays text: %s',
  (email) => {
    expect(emails(email)).toEqual([]);
  },
);

test.each([
  [`o'brien@example.com`, 'syntax error at or near "brien"'],
  [`'`, 'syntax error at or near "guess"'],
  [`' OR --`, 'syntax error at end of input'],
  [`' OR nobody = 1 --`, 'column "nobody" does not exist'],
  [`' OR 1 --`, 'argument of OR must be type boolean, not type integer'],
  [`' OR (1=1 --`, 'syntax error at end of input'],
  [`x' OR 1=1 OR 'a`, 'invalid input syntax for type boolean: "a"'],
])('PostgreSQL refuses %s: %s', (email, message) => {
  expect(login(email)).toEqual({ kind: 'error', message });
});

test.each([
  [`' UNION SELECT * FROM users --`, 'UNION'],
  [`'; DROP TABLE users --`, 'a second statement'],
  [`' OR email LIKE '%' --`, 'LIKE'],
  [`' OR length(email) > 1 --`, 'length()'],
])('%s is more than this reader knows', (email, word) => {
  expect(login(email)).toEqual({ kind: 'beyond', word });
});

test('every character of a statement is in exactly one token', () => {
  const sql = `SELECT * FROM "t" WHERE a='x''y' /* c */ AND b<>1.5 -- end`;
  expect(
    tokens(sql)
      .map((token) => token.text)
      .join(''),
  ).toBe(sql);
});

describe('beside the real PostgreSQL', () => {
  const database = new PGlite();
  afterAll(() => database.close());

  /** Everything that three pieces, each of a reader's usual tries, put together. */
  const starts = ['', 'admin@example.com', "'", "x'", "''", "'''"];
  const middles = [
    '',
    ' OR 1=1',
    ' or 2<>2',
    " OR 'a'='a'",
    ' AND NOT 1=2',
    ' OR (1=1',
    ' OR 1',
    " OR 'a'='b' IS NOT TRUE",
    ' OR 1 IS TRUE',
    ' IS FALSE',
    " OR email='reader@example.com'",
  ];
  const ends = ['', ' --', ' -- ', ';', '; --', "'", ') --', ' /*', " OR '"];

  test('the same rows or the same refusal, wherever it dares an answer', async () => {
    await database.exec('CREATE TABLE users (id serial, email text, password text)');
    for (const { email, password } of users) {
      await database.query('INSERT INTO users (email, password) VALUES ($1, $2)', [email, password]);
    }
    let compared = 0;
    for (const email of starts.flatMap((s) => middles.flatMap((m) => ends.map((e) => s + m + e)))) {
      const here = login(email);
      if (here.kind === 'beyond') continue;
      const sql = `SELECT * FROM users WHERE email = '${email}' AND password = 'guess'`;
      const there = await database.exec(sql).then(
        ([result]) => ({ kind: 'rows', rows: (result?.rows ?? []).map((row) => row.email) }),
        (error: Error) => ({ kind: 'error', message: error.message }),
      );
      const shown = here.kind === 'rows' ? { kind: 'rows', rows: here.rows.map((row) => row.email) } : here;
      expect(shown, sql).toEqual(there);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  }, 60_000);
});
