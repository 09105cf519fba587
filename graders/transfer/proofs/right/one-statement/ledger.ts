/** The only place where money moves. */
import { pool } from './db.ts';
import type { TransferOrder } from './input.ts';

export interface Transfer {
  id: number;
  from: number;
  to: number;
  amount: number;
  created_at: Date;
}

export type Refusal = 'no such sender' | 'no such receiver' | 'not enough' | 'key in use';

/** A refused transfer leaves nothing behind. */
export class Refused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';

const MOVE = `
  WITH taken AS (
    UPDATE accounts SET balance = balance - $5
    WHERE id = $3 AND user_id = $1 AND balance >= $5 AND EXISTS (SELECT FROM accounts WHERE id = $4)
    RETURNING id
  ), given AS (
    UPDATE accounts SET balance = balance + $5 FROM taken WHERE accounts.id = $4
  )
  INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount)
  SELECT $1, $2, $3, $4, $5 FROM taken
  RETURNING ${COLUMNS}`;

/** A single statement is a transaction of its own: it happens whole or not at all, and it can be repeated as it is. */
export async function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  const before = await earlier(userId, key, order);
  if (before) return before;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rows } = await pool.query<Transfer>(MOVE, [userId, key, order.from, order.to, order.amount]);
      if (rows[0]) return rows[0];
      // Nothing was taken: the same key has emptied the account meanwhile, or there is a reason to refuse.
      return (await earlier(userId, key, order)) ?? (await refuse(userId, order));
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '23505') {
        const done = await earlier(userId, key, order);
        if (done) return done;
      }
      if (code !== '40P01' || attempt === 4) throw error;
    }
  }
}

async function earlier(userId: number, key: string, order: TransferOrder): Promise<Transfer | undefined> {
  const { rows } = await pool.query<Transfer>(
    `SELECT ${COLUMNS} FROM transfers WHERE user_id = $1 AND idempotency_key = $2`,
    [userId, key],
  );
  const [done] = rows;
  if (done && (done.from !== order.from || done.to !== order.to || done.amount !== order.amount)) {
    throw new Refused('key in use');
  }
  return done;
}

async function refuse(userId: number, { from, to }: TransferOrder): Promise<never> {
  const { rows } = await pool.query<{ id: number; user_id: number }>(
    'SELECT id, user_id FROM accounts WHERE id IN ($1, $2)',
    [from, to],
  );
  if (!rows.some((account) => account.id === from && account.user_id === userId)) {
    throw new Refused('no such sender');
  }
  throw new Refused(rows.some(({ id }) => id === to) ? 'not enough' : 'no such receiver');
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
