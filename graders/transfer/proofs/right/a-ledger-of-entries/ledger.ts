/** The only place where money moves. */
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './db.ts';
import type { TransferOrder } from './input.ts';

export interface Transfer {
  id: string;
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

const VIEW = `
  SELECT t.id, t.user_id, t.idempotency_key, t.created_at,
    debit.account_id AS "from", credit.account_id AS "to", credit.amount::integer AS amount
  FROM transfers t
  JOIN entries debit ON debit.transfer_id = t.id AND debit.amount < 0
  JOIN entries credit ON credit.transfer_id = t.id AND credit.amount > 0`;

/** Writes a transfer and its two entries. The balances follow by a trigger, and may not fall below zero. */
export async function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  try {
    return await inTransaction((client) => book(client, userId, key, order));
  } catch (error) {
    // Constraints say no, and their names say why.
    const { constraint } = error as { constraint?: string };
    if (constraint === 'accounts_balance_check') throw new Refused('not enough');
    if (constraint === 'entries_account') throw new Refused('no such receiver');
    throw error;
  }
}

async function book(client: PoolClient, userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  const own = await client.query('SELECT 1 FROM accounts WHERE id = $1 AND user_id = $2', [order.from, userId]);
  if (!own.rowCount) throw new Refused('no such sender');
  const opened = await client.query<{ id: string }>(
    'INSERT INTO transfers (user_id, idempotency_key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id',
    [userId, key],
  );
  if (opened.rows[0]) {
    const entries = [
      { account: order.from, amount: -order.amount },
      { account: order.to, amount: order.amount },
    ].sort((a, b) => a.account - b.account);
    for (const { account, amount } of entries) {
      await client.query('INSERT INTO entries (transfer_id, account_id, amount) VALUES ($1, $2, $3)', [
        opened.rows[0].id,
        account,
        amount,
      ]);
    }
  }
  const { rows } = await client.query<Transfer>(`${VIEW} WHERE t.user_id = $1 AND t.idempotency_key = $2`, [
    userId,
    key,
  ]);
  const [done] = rows;
  if (!done || done.from !== order.from || done.to !== order.to || done.amount !== order.amount) {
    throw new Refused('key in use');
  }
  const { id, from, to, amount, created_at } = done;
  return { id, from, to, amount, created_at };
}

/** The latest transfers from and to a user's accounts. */
export async function historyOf(userId: number): Promise<Transfer[]> {
  const { rows } = await pool.query<Transfer>(
    `SELECT id, "from", "to", amount, created_at FROM (${VIEW}) AS transfers
     WHERE "from" IN (SELECT id FROM accounts WHERE user_id = $1)
        OR "to" IN (SELECT id FROM accounts WHERE user_id = $1)
     ORDER BY created_at DESC LIMIT 100`,
    [userId],
  );
  return rows;
}
