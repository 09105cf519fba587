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
export async function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  const known = await pool.query<{ request: string; response: Transfer }>(
    'SELECT request, response FROM idempotency_keys WHERE user_id = $1 AND key = $2',
    [userId, key],
  );
  const request = `${order.from}:${order.to}:${order.amount}`;
  const [earlier] = known.rows;
  if (earlier && earlier.request !== request) throw new Refused('key in use');
  if (earlier) return earlier.response;

  const done = await inTransaction((client) => move(client, userId, order));

  await pool.query(
    `INSERT INTO idempotency_keys (user_id, key, request, response) VALUES ($1, $2, $3, $4)
     ON CONFLICT (user_id, key) DO NOTHING`,
    [userId, key, request, done],
  );
  return done;
}

async function move(client: PoolClient, userId: number, order: TransferOrder): Promise<Transfer> {
  const { sender, receiver } = await lockAccounts(client, order);
  if (sender?.user_id !== userId) throw new Refused('no such sender');
  if (!receiver) throw new Refused('no such receiver');
  if (sender.balance < order.amount) throw new Refused('not enough');
  await client.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [order.from, order.amount]);
  await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [order.to, order.amount]);
  const { rows } = await client.query<Transfer>(
    `INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [order.from, order.to, order.amount],
  );
  return rows[0] as Transfer;
}

/** From here to the end of the transaction nobody else changes these two. Always in the order of ids: no deadlock. */
async function lockAccounts(client: PoolClient, { from, to }: TransferOrder) {
  const { rows } = await client.query<{ id: number; user_id: number; balance: number }>(
    'SELECT id, user_id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE',
    [from, to],
  );
  return { sender: rows.find(({ id }) => id === from), receiver: rows.find(({ id }) => id === to) };
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
