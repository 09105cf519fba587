import { type Response, Router } from 'express';
import type { PoolClient } from 'pg';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';
const MAX_AMOUNT = 1000000;

export const transfersRouter = Router();

const isId = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;

// Send money to another account
transfersRouter.post('/transfers', authenticate, async (req: AuthRequest, res) => {
  const { from, to, amount } = req.body ?? {};
  const key = req.headers['idempotency-key'];

  if (typeof key !== 'string' || key.length < 1 || key.length > 100) {
    return res.status(400).json({ error: 'Idempotency-Key header is required' });
  }
  if (!isId(from) || !isId(to)) {
    return res.status(404).json({ error: 'Account not found' });
  }
  if (from === to) {
    return res.status(422).json({ error: 'Cannot transfer to the same account' });
  }
  if (!Number.isInteger(amount) || amount < 1 || amount > MAX_AMOUNT) {
    return res.status(422).json({ error: `amount must be a whole number from 1 to ${MAX_AMOUNT}` });
  }

  for (let attempt = 1; attempt <= 3; attempt++) {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const answer = await handleTransfer(client, req.userId!, key, { from, to, amount });
      await client.query(answer.keep ? 'COMMIT' : 'ROLLBACK');
      return res.status(answer.status).json(answer.body);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      if (!['40P01', '40001'].includes((error as { code: string }).code)) {
        return failed(res, error);
      }
      console.warn(`Deadlock, attempt ${attempt}`);
      if (attempt === 3) return failed(res, error);
    } finally {
      client.release();
    }
  }
});

function failed(res: Response, error: unknown) {
  console.error('Transfer error:', error);
  res.status(503).json({ error: 'The transfer failed, please try again' });
}

async function handleTransfer(
  client: PoolClient,
  userId: number,
  key: string,
  { from, to, amount }: { from: number; to: number; amount: number },
) {
  const request = JSON.stringify([from, to, amount]);

  // Lock the user, so that a user's requests come one after another
  await client.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);

  const known = await client.query('SELECT * FROM idempotency_keys WHERE user_id = $1 AND key = $2', [userId, key]);
  if (known.rows[0]) {
    if (known.rows[0].request !== request) {
      return { keep: false, status: 422, body: { error: 'Idempotency-Key was used for another transfer' } };
    }
    return { keep: false, status: known.rows[0].status, body: known.rows[0].body };
  }

  // Take the money: only from an own account, only if there is enough
  const taken = await client.query(
    'UPDATE accounts SET balance = balance - $3 WHERE id = $1 AND user_id = $2 AND balance >= $3',
    [from, userId, amount],
  );
  if (taken.rowCount !== 1) {
    const own = await client.query('SELECT 1 FROM accounts WHERE id = $1 AND user_id = $2', [from, userId]);
    return own.rows[0]
      ? { keep: false, status: 409, body: { error: 'Insufficient funds' } }
      : { keep: false, status: 403, body: { error: 'This is not your account' } };
  }

  const given = await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [to, amount]);
  if (given.rowCount !== 1) {
    return { keep: false, status: 422, body: { error: 'Receiver not found' } };
  }

  const result = await client.query(
    `INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [from, to, amount],
  );
  await client.query('INSERT INTO idempotency_keys VALUES ($1, $2, $3, $4, $5)', [
    userId,
    key,
    request,
    201,
    JSON.stringify(result.rows[0]),
  ]);
  return { keep: true, status: 201, body: result.rows[0] };
}

// Get my transfer history, newest first
transfersRouter.get('/transfers', authenticate, async (req: AuthRequest, res) => {
  try {
    const result = await pool.query(
      `SELECT ${COLUMNS} FROM transfers
       WHERE from_account IN (SELECT id FROM accounts WHERE user_id = $1)
          OR to_account IN (SELECT id FROM accounts WHERE user_id = $1)
       ORDER BY created_at DESC, id DESC
       LIMIT 100`,
      [req.userId],
    );
    res.json({ transfers: result.rows });
  } catch (error) {
    console.error('History error:', error);
    res.status(500).json({ error: 'Internal server error' });
  }
});
