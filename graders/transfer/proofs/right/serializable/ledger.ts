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

type Query = PoolClient['query'];

/** Reads, decides and writes as if nobody else was there: the isolation level sees to it that this is true. */
export function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  return inTransaction(async (client) => {
    const known = await client.query<Transfer>(
      `SELECT ${COLUMNS} FROM transfers WHERE user_id = $1 AND idempotency_key = $2`,
      [userId, key],
    );
    const [done] = known.rows;
    if (done) {
      if (done.from !== order.from || done.to !== order.to || done.amount !== order.amount) {
        throw new Refused('key in use');
      }
      return done;
    }

    const sender = await account(client, order.from);
    const receiver = await account(client, order.to);
    if (sender?.user_id !== userId) throw new Refused('no such sender');
    if (!receiver) throw new Refused('no such receiver');
    if (sender.balance < order.amount) throw new Refused('not enough');

    await setBalance(client, order.from, sender.balance - order.amount);
    await setBalance(client, order.to, receiver.balance + order.amount);
    const { rows } = await client.query<Transfer>(
      `INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount)
       VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
      [userId, key, order.from, order.to, order.amount],
    );
    return rows[0] as Transfer;
  });
}

async function account(client: { query: Query }, id: number) {
  const { rows } = await client.query<{ user_id: number; balance: number }>(
    'SELECT user_id, balance FROM accounts WHERE id = $1',
    [id],
  );
  return rows[0];
}

async function setBalance(client: { query: Query }, id: number, balance: number) {
  await client.query('UPDATE accounts SET balance = $2 WHERE id = $1', [id, balance]);
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
