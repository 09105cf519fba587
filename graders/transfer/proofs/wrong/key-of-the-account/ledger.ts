/** The only place where money moves. */
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './db.ts';
import type { TransferOrder } from './input.ts';

export interface Transfer {
  id: number;
  from: number;
  to: number;
  amount: number;
  created_at: Date;
}

export type Refusal = 'no such sender' | 'no such receiver' | 'not enough' | 'key in use';

/** Undoes the transaction: a refused transfer leaves nothing behind. */
export class Refused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';

/**
 * Carries out a user's transfer once per key; the same one again is answered with what was done the first time.
 * @throws Refused
 */
export function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  return inTransaction(async (client) => {
    const { sender, receiver } = await lockAccounts(client, order);
    if (sender?.user_id !== userId) throw new Refused('no such sender');
    if (!receiver) throw new Refused('no such receiver');

    const recorded = await record(client, userId, key, order);
    if (!recorded) return earlier(client, userId, key, order);

    if (sender.balance < order.amount) throw new Refused('not enough');
    await client.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [
      order.from,
      order.amount,
    ]);
    await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [order.to, order.amount]);
    return recorded;
  });
}

/** From here to the end of the transaction nobody else changes these two. Always in the order of ids: no deadlock. */
async function lockAccounts(client: PoolClient, { from, to }: TransferOrder) {
  const { rows } = await client.query<{ id: number; user_id: number; balance: number }>(
    'SELECT id, user_id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE',
    [from, to],
  );
  return { sender: rows.find(({ id }) => id === from), receiver: rows.find(({ id }) => id === to) };
}

/** The unique key decides who comes first: undefined when this user's key is taken. */
async function record(client: PoolClient, userId: number, key: string, { from, to, amount }: TransferOrder) {
  const { rows } = await client.query<Transfer>(
    `INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (from_account, idempotency_key) DO NOTHING RETURNING ${COLUMNS}`,
    [userId, key, from, to, amount],
  );
  return rows[0];
}

/** What was done under this key, if it was the same order. */
async function earlier(client: PoolClient, userId: number, key: string, order: TransferOrder) {
  const { rows } = await client.query<Transfer>(
    `SELECT ${COLUMNS} FROM transfers WHERE from_account = $1 AND idempotency_key = $2`,
    [order.from, key],
  );
  const [done] = rows;
  if (!done || done.from !== order.from || done.to !== order.to || done.amount !== order.amount) {
    throw new Refused('key in use');
  }
  return done;
}

/** The latest transfers from and to a user's accounts. */
export async function historyOf(userId: number): Promise<Transfer[]> {
  const { rows } = await pool.query<Transfer>(
    `SELECT ${COLUMNS} FROM transfers
     WHERE from_account IN (SELECT id FROM accounts WHERE user_id = $1)
        OR to_account IN (SELECT id FROM accounts WHERE user_id = $1)
     ORDER BY created_at DESC, id DESC
     LIMIT 100`,
    [userId],
  );
  return rows;
}
