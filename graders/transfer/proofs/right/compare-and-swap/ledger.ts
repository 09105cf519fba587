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

/** A balance was no longer what had been read. */
class Overtaken extends Error {
  /** As if PostgreSQL had ended the transaction: `inTransaction` tries again. */
  readonly code = '40001';
}

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';

/**
 * Locks nothing: reads, decides, and writes each balance only if it still is what was read.
 * @throws Refused
 */
export function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  return inTransaction(async (client) => {
    const opened = await client.query<Transfer>(
      `INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount)
       SELECT $1, $2, sender.id, receiver.id, $5 FROM accounts sender, accounts receiver
       WHERE sender.id = $3 AND receiver.id = $4
       ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING ${COLUMNS}`,
      [userId, key, order.from, order.to, order.amount],
    );
    const { rows } = await client.query<{ id: number; user_id: number; balance: number }>(
      'SELECT id, user_id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id',
      [order.from, order.to],
    );
    const sender = rows.find(({ id }) => id === order.from);
    if (sender?.user_id !== userId) throw new Refused('no such sender');
    if (rows.length < 2) throw new Refused('no such receiver');
    const [transfer] = opened.rows;
    if (!transfer) return earlier(client, userId, key, order);
    if (sender.balance < order.amount) throw new Refused('not enough');

    for (const { id, balance } of rows) {
      const next = id === order.from ? balance - order.amount : balance + order.amount;
      await swap(client, id, balance, next);
    }
    return transfer;
  });
}

async function swap(client: PoolClient, id: number, read: number, next: number): Promise<void> {
  const { rowCount } = await client.query('UPDATE accounts SET balance = $3 WHERE id = $1 AND balance = $2', [
    id,
    read,
    next,
  ]);
  if (rowCount !== 1) throw new Overtaken();
}

/** What was done under this key, if it was the same order. */
async function earlier(client: PoolClient, userId: number, key: string, order: TransferOrder) {
  const { rows } = await client.query<Transfer>(
    `SELECT ${COLUMNS} FROM transfers WHERE user_id = $1 AND idempotency_key = $2`,
    [userId, key],
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
