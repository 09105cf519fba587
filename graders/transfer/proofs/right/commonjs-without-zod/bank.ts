'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { pool } = require('./db.ts');

const no = (status, error) => ({ status, body: { error } });
const isWhole = (value, max) => Number.isSafeInteger(value) && value >= 1 && value <= max;
const shape = (row) => ({
  id: row.id,
  from: row.from_account,
  to: row.to_account,
  amount: row.amount,
  created_at: row.created_at.toISOString(),
});

async function transfer(userId, key, order) {
  const { from, to, amount } = Object(order);
  if (!key || key.length > 255) return no(400, 'send an Idempotency-Key');
  if (!isWhole(amount, 1e6)) return no(400, 'amount is a whole number of cents from 1 to 1000000');
  if (!isWhole(from, 2147483647) || !isWhole(to, 2147483647)) return no(400, 'from and to are ids of accounts');
  if (from === to) return no(400, 'from and to are the same');

  for (let tries = 0; ; tries++) {
    const client = await pool.connect();
    let broken;
    try {
      await client.query('BEGIN');
      const answer = await attempt(client, userId, key, { from, to, amount });
      await client.query(answer.status < 300 ? 'COMMIT' : 'ROLLBACK');
      return answer;
    } catch (error) {
      broken = error;
      if (error.code !== '40P01' || tries === 5) throw error;
    } finally {
      // A connection on which something failed is closed: its transaction ends with it
      client.release(broken);
    }
    await sleep(5 + Math.random() * 30);
  }
}

async function attempt(client, userId, key, { from, to, amount }) {
  // Both accounts, in the order of ids
  const { rows } = await client.query(
    'SELECT * FROM accounts WHERE id = ANY($1::int[]) ORDER BY id FOR UPDATE',
    [[from, to]],
  );
  const sender = rows.find((row) => row.id === from && row.user_id === userId);
  const receiver = rows.find((row) => row.id === to);
  if (!sender) return no(403, 'not your account');
  if (!receiver) return no(404, 'no such receiver');

  const known = await client.query('SELECT * FROM transfers WHERE user_id = $1 AND idempotency_key = $2', [userId, key]);
  if (known.rowCount) {
    const done = shape(known.rows[0]);
    const isSame = done.from === from && done.to === to && done.amount === amount;
    return isSame ? { status: 200, body: done } : no(409, 'this key belongs to another transfer');
  }

  if (sender.balance < amount) return no(402, 'not enough money');
  await client.query('UPDATE accounts SET balance = $2 WHERE id = $1', [from, sender.balance - amount]);
  await client.query('UPDATE accounts SET balance = $2 WHERE id = $1', [to, receiver.balance + amount]);
  const made = await client.query(
    'INSERT INTO transfers (user_id, idempotency_key, from_account, to_account, amount) VALUES ($1, $2, $3, $4, $5) RETURNING *',
    [userId, key, from, to, amount],
  );
  return { status: 201, body: shape(made.rows[0]) };
}

async function history(userId) {
  const { rows } = await pool.query(
    `SELECT DISTINCT t.* FROM transfers t JOIN accounts a ON a.id IN (t.from_account, t.to_account)
     WHERE a.user_id = $1 ORDER BY t.id DESC LIMIT 100`,
    [userId],
  );
  return rows.map(shape);
}

module.exports = { transfer, history };
