import { expect, it } from 'vitest';
import { plain } from '../../graders/kit/plain-sql.ts';
import { blindTotals, hasGuard, runningTotals } from '../../graders/webhook-twice/statements.ts';
import type { SentStatement } from '../../src/runtimes/runtime.ts';

const sent = (...statements: Array<string | [sql: string, ...parameters: string[]]>): SentStatement[] =>
  statements.map((statement) => {
    const [sql = '', ...parameters] = typeof statement === 'string' ? [statement] : statement;
    return { sql, parameters, connection: 1 };
  });

const BARE = { uniqueTables: new Set<string>(), routines: '' };

const UNGUARDED = [
  'BEGIN',
  'SELECT status FROM orders WHERE id = $1',
  "UPDATE orders SET status = 'paid' WHERE id = $1",
  'UPDATE customers SET balance = balance + $2 WHERE id = $1 RETURNING email',
  'INSERT INTO emails (recipient) VALUES ($1)',
  'COMMIT',
];

it('finds nothing that keeps deliveries apart in a look and a write', () => {
  expect(hasGuard(sent(...UNGUARDED), BARE)).toBe(false);
  expect(hasGuard(sent(...UNGUARDED, 'SELECT 1 -- FOR UPDATE'), BARE)).toBe(false);
  expect(hasGuard(sent(...UNGUARDED, "SELECT 'on conflict' /* lock table x */"), BARE)).toBe(false);
});

it.each([
  'SELECT * FROM orders WHERE id = $1 FOR UPDATE',
  'select * from "orders" where id = $1\nfor no key update skip locked',
  'BEGIN ISOLATION LEVEL SERIALIZABLE',
  'SELECT pg_advisory_xact_lock($1)',
  'LOCK TABLE orders IN EXCLUSIVE MODE',
  'INSERT INTO events (id) VALUES ($1) ON CONFLICT DO NOTHING',
  "UPDATE orders SET status = 'paid' WHERE id = $1 AND status <> 'paid'",
  "WITH c AS (UPDATE orders o SET status = 'paid' WHERE o.id = $1 AND NOT o.paid RETURNING 1) SELECT 1 FROM c",
  'DELETE FROM open_orders WHERE id = $1 RETURNING id',
  'UPDATE orders SET payments = payments + 1 WHERE id = $1 RETURNING payments',
])('takes for a guard: %s', (sql) => {
  expect(hasGuard(sent(...UNGUARDED, sql), BARE)).toBe(true);
});

it('knows unique keys, functions and triggers', () => {
  const insert = sent('INSERT INTO public."Deliveries" (order_id) VALUES ($1)');
  expect(hasGuard(insert, BARE)).toBe(false);
  expect(hasGuard(insert, { ...BARE, uniqueTables: new Set(['deliveries']) })).toBe(true);
  const call = sent('SELECT deliver($1)');
  expect(hasGuard(call, { ...BARE, routines: 'BEGIN SELECT 1 FROM orders FOR UPDATE; END' })).toBe(true);
  expect(
    hasGuard(call, { ...BARE, routines: "WHEN ((new.status = 'paid') AND (old.status <> 'paid'))" }),
  ).toBe(true);
});

it('takes comments, strings and quotes out of a statement', () => {
  expect(plain(`SELECT "A" -- x\n FROM t /* y */ WHERE z = 'it''s'`)).toBe("select a from t where z = ''");
});

const TOTALS = runningTotals(4800, [25, 110, 220]);
const update = (sql: string) => sent([sql, '7', '4825'], [sql, '7', '4935'], [sql, '7', '5155']);

it('works out every balance that can come out on the way', () => {
  expect([...runningTotals(10, [1, 2])].sort()).toEqual([11, 12, 13]);
});

it('sees totals that the app worked out by itself', () => {
  expect(blindTotals(update('UPDATE customers SET balance = $2 WHERE id = $1'), TOTALS)).toHaveLength(3);
  const added = sent(['UPDATE customers SET balance = balance + $2 WHERE id = $1', '7', '25']);
  expect(blindTotals(added, TOTALS)).toEqual([]);
});

it.each([
  'SELECT * FROM customers WHERE id = $1 FOR UPDATE',
  'BEGIN ISOLATION LEVEL REPEATABLE READ',
  'SELECT pg_advisory_xact_lock($1)',
])('takes totals for safe beside: %s', (lock) => {
  const sql = 'UPDATE customers SET balance = $2 WHERE id = $1';
  expect(blindTotals([...sent(lock), ...update(sql)], TOTALS)).toEqual([]);
});

it('does not take a lock on another table, but a condition on the old balance', () => {
  const lock = sent('SELECT * FROM orders WHERE id = $1 FOR UPDATE');
  const blind = update('UPDATE customers SET balance = $2 WHERE id = $1');
  expect(blindTotals([...lock, ...blind], TOTALS)).toHaveLength(3);
  const compared = update('UPDATE customers SET balance = $2 WHERE id = $1 AND balance = $3');
  expect(blindTotals(compared, TOTALS)).toEqual([]);
});
