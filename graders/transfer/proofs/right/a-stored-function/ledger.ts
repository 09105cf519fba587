/** The only place where money moves. */
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

/** A refused transfer leaves nothing behind. */
export class Refused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';

/** The work is done by a function in schema.sql. */
export async function transfer(userId: number, key: string, order: TransferOrder): Promise<Transfer> {
  try {
    return await inTransaction(async (client) => {
      const { rows } = await client.query<Transfer>(`SELECT ${COLUMNS} FROM move_money($1, $2, $3, $4, $5)`, [
        userId,
        key,
        order.from,
        order.to,
        order.amount,
      ]);
      return rows[0] as Transfer;
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'TR001') throw new Refused(message as Refusal);
    throw error;
  }
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
