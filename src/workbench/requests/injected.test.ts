import { expect, it } from 'vitest';
import { inputsOf, markInjected } from './injected.ts';

const marked = (sql: string, inputs: string[]) =>
  markInjected(sql, inputs)
    .filter(({ injected }) => injected)
    .map(({ text }) => text);

it('finds what the request carried inside the statement', () => {
  const inputs = inputsOf('/api/login', JSON.stringify({ email: "' OR 1=1 --", password: 'anything' }));
  const sql = "SELECT * FROM users WHERE email = '' OR 1=1 --' AND password = 'anything'";
  expect(marked(sql, inputs)).toEqual(["' OR 1=1 --", 'anything']);
});

it('finds nothing in a statement with parameters', () => {
  const inputs = inputsOf('/api/login', JSON.stringify({ email: "' OR 1=1 --", password: 'anything' }));
  expect(marked('SELECT * FROM users WHERE email = $1', inputs)).toEqual([]);
});

it('does not take a column for an input', () => {
  expect(marked("SELECT password FROM users WHERE name = 'password'", ['password'])).toEqual(['password']);
  expect(marked('SELECT password FROM users', ['password'])).toEqual([]);
});

it('reads queries, forms and nested JSON; leaves out routes and short values', () => {
  expect(inputsOf('/api/users/1%20OR%201=1?q=%25hello', 'a=form+value&b=x')).toEqual([
    '1 OR 1=1',
    '%hello',
    'form value',
  ]);
  expect(inputsOf('/api/users', JSON.stringify({ deep: [{ value: 'inside' }], n: 1234567 }))).toEqual([
    'inside',
  ]);
});

it('joins to the statement again', () => {
  const sql = "SELECT 'abcd', 'abcd'";
  expect(
    markInjected(sql, ['abcd'])
      .map(({ text }) => text)
      .join(''),
  ).toBe(sql);
});
