import { expect, it } from 'vitest';
import { type UniqueKey, unguarded } from '../../graders/transfer/statements.ts';
import type { SentStatement } from '../../src/runtimes/runtime.ts';

type Sql = string | [sql: string, ...parameters: string[]];

const KEYS: UniqueKey[] = [
  { table: 'accounts', columns: [{ name: 'id' }] },
  { table: 'transfers', columns: [{ name: 'id' }] },
  { table: 'keys', columns: [{ name: 'user_id' }, { name: 'key' }] },
  { table: 'receipts', columns: [{ name: 'transfer_id', refers: 'transfers' }] },
  { table: 'spending', columns: [{ name: 'account_id', refers: 'accounts' }] },
  { table: 'ledger', columns: [{ name: 'account_id', refers: 'accounts' }, { name: 'number' }] },
];

/** Three transfers of account 5 by user 3, one after the other, each on a connection of its own. */
function three(transaction: (key: string, n: number) => Sql[]): SentStatement[] {
  return ['9f8a7c6d', 'k-41-bb-07', 'f00dfeed'].flatMap((key, index) =>
    transaction(key, index + 1).map((statement) => {
      const [sql = '', ...parameters] = typeof statement === 'string' ? [statement] : statement;
      return { sql, parameters, connection: index + 1 };
    }),
  );
}

const KEY = (key: string): Sql => ['INSERT INTO keys (user_id, key) VALUES ($1, $2)', '3', key];
const LOOK: Sql = ['SELECT balance FROM accounts WHERE id = $1', '5'];
const TAKE = (n: number): Sql => ['UPDATE accounts SET balance = balance - $2 WHERE id = $1', '5', `${n}00`];
const GIVE = (n: number): Sql => ['UPDATE accounts SET balance = balance + $2 WHERE id = $1', '6', `${n}00`];
const NOTE = (n: number): Sql => [
  'INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING id',
  '5',
  '6',
  `${n}00`,
];

/** The key first, as everybody advises; then the balance is looked at, and taken from. */
const naive = (key: string, n: number): Sql[] => [
  'BEGIN',
  KEY(key),
  LOOK,
  TAKE(n),
  GIVE(n),
  NOTE(n),
  ['UPDATE keys SET answer = $1 WHERE user_id = $2 AND key = $3', '{"id":1}', '3', key],
  'COMMIT',
];

const judge = (transaction: (key: string, n: number) => Sql[]) => unguarded(three(transaction), '5', KEYS);

it('finds that nothing keeps apart who looks and then takes', () => {
  expect(judge(naive)).toBe('a difference');
  expect(
    judge((key, n) =>
      naive(key, n).map((sql) => (sql === LOOK ? 'SELECT * FROM accounts WHERE id = 5' : sql)),
    ),
  ).toBe('a difference');
  expect(
    judge((key, n) =>
      naive(key, n).map((sql) =>
        Array.isArray(sql) && sql[0].startsWith('INSERT INTO keys')
          ? ['SELECT pg_try_advisory_xact_lock(hashtext($1))', `3/${key}`]
          : sql,
      ),
    ),
  ).toBe('a difference');
});

it('knows a number that belongs to a row of the same transaction', () => {
  const withReceipt = (key: string, n: number): Sql[] => [
    ...naive(key, n).slice(0, -1),
    ['INSERT INTO receipts (key, transfer_id) VALUES ($1, $2)', key, `${n + 70}`],
    'COMMIT',
  ];
  expect(judge(withReceipt)).toBe('a difference');
});

it('tells who writes a balance of their own', () => {
  const absolute = (key: string, n: number): Sql[] => [
    'START TRANSACTION',
    KEY(key),
    LOOK,
    ['UPDATE public.accounts AS a SET balance = $1 WHERE a.id = $2', `${1000 - n}`, '5'],
    NOTE(n),
    'COMMIT',
  ];
  expect(judge(absolute)).toBe('a balance');
});

it.each<[string, (key: string, n: number) => Sql[]]>([
  [
    'a lock on the row',
    (key, n) => [
      'BEGIN',
      KEY(key),
      ['SELECT balance FROM accounts WHERE id = $1 FOR UPDATE', '5'],
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a lock on somebody',
    (key, n) => [
      'BEGIN',
      KEY(key),
      ['SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', '3'],
      LOOK,
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a condition',
    (key, n) => [
      'BEGIN',
      KEY(key),
      LOOK,
      ['UPDATE accounts SET balance = balance - $2 WHERE id = $1 AND balance >= $2', '5', `${n}`],
      'COMMIT',
    ],
  ],
  [
    'a version',
    (key, n) => [
      'BEGIN',
      KEY(key),
      LOOK,
      ['UPDATE accounts SET balance = $2 WHERE id = $1 AND version = $3', '5', `${n}`, '7'],
      'COMMIT',
    ],
  ],
  [
    'a look at what came of it',
    (key, n) => [
      'BEGIN',
      KEY(key),
      LOOK,
      ['UPDATE accounts SET balance = balance - $2 WHERE id = $1 RETURNING balance', '5', `${n}`],
      'COMMIT',
    ],
  ],
  ['taking first', (key, n) => ['BEGIN', KEY(key), TAKE(n), LOOK, GIVE(n), 'COMMIT']],
  ['serializable', (key, n) => ['BEGIN ISOLATION LEVEL SERIALIZABLE', KEY(key), LOOK, TAKE(n), 'COMMIT']],
  [
    'serializable, told later',
    (key, n) => ['BEGIN', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', KEY(key), LOOK, TAKE(n), 'COMMIT'],
  ],
  ['the table locked', (key, n) => ['BEGIN', 'LOCK TABLE accounts', KEY(key), LOOK, TAKE(n), 'COMMIT']],
  [
    'an advisory lock on the account',
    (key, n) => ['BEGIN', ['SELECT pg_advisory_xact_lock(4711, $1)', '5'], KEY(key), LOOK, TAKE(n), 'COMMIT'],
  ],
  [
    'advisory locks on key and account',
    (key, n) => [
      'BEGIN',
      ['SELECT pg_advisory_xact_lock(hashtext($1)), pg_advisory_xact_lock($2)', key, '5'],
      LOOK,
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a row that stands for the account',
    (key, n) => [
      'BEGIN',
      [
        'INSERT INTO spending (account_id, key) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET key = $2',
        '5',
        key,
      ],
      LOOK,
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a row elsewhere that is held',
    (key, n) => [
      'BEGIN',
      KEY(key),
      ['UPDATE spending SET key = $2 WHERE account_id = $1', '5', key],
      LOOK,
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a number in the ledger',
    (key, n) => [
      'BEGIN',
      KEY(key),
      LOOK,
      ['INSERT INTO ledger (account_id, number, amount) VALUES ($1, $2, $3)', '5', `${n + 40}`, '7'],
      TAKE(n),
      'COMMIT',
    ],
  ],
  [
    'a comparison in what is written',
    (key, n) => [
      'BEGIN',
      KEY(key),
      LOOK,
      [
        'UPDATE accounts SET balance = CASE WHEN balance > $2 THEN balance - $2 END WHERE id = $1',
        '5',
        `${n}`,
      ],
      'COMMIT',
    ],
  ],
  [
    'one statement',
    (_key, n) => [
      [
        'WITH t AS (UPDATE accounts SET balance = balance - $2 WHERE id = $1 RETURNING 1) SELECT 1 FROM t',
        '5',
        `${n}`,
      ],
    ],
  ],
  ['statements of no transaction, whose race shows by itself', (key, n) => [KEY(key), LOOK, TAKE(n)]],
])('says nothing of %s', (_what, transaction) => {
  expect(judge(transaction)).toBeUndefined();
});

it('says nothing when there is too little to compare', () => {
  expect(
    unguarded(
      three(naive).filter(({ connection }) => connection < 3),
      '5',
      KEYS,
    ),
  ).toBeUndefined();
});
