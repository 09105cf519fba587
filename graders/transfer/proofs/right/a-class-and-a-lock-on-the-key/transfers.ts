import { createHash, randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { authenticate, type AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const Body = z.strictObject({
  from: z.int().positive().max(2 ** 31 - 1),
  to: z.int().positive().max(2 ** 31 - 1),
  amount: z.int().positive().max(1_000_000),
});
type Body = z.infer<typeof Body>;

class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Record {
  id: string;
  from: number;
  to: number;
  amount: number;
  created_at: string;
}

class TransferService {
  private readonly pool: Pool;
  constructor(pool: Pool) {
    this.pool = pool;
  }

  async send(userId: number, key: string, body: Body): Promise<Record> {
    const fingerprint = createHash('sha256').update(`${body.from}/${body.to}/${body.amount}`).digest('hex');
    for (let left = 6; ; left -= 1) {
      const client = await this.pool.connect();
      try {
        await client.query('BEGIN');
        const record = await this.once(client, userId, key, fingerprint, body);
        await client.query('COMMIT');
        return record;
      } catch (error) {
        await client.query('ROLLBACK');
        const isTransient = /^40(P01|001)$/.test(String((error as { code?: string }).code));
        if (!isTransient || left === 0) throw error;
      } finally {
        client.release();
      }
    }
  }

  async history(userId: number): Promise<Record[]> {
    const { rows } = await this.pool.query(
      `SELECT response FROM transfers WHERE user_id = $1
       UNION ALL
       SELECT response FROM transfers t JOIN accounts a ON a.id = (t.response->>'to')::integer
       WHERE a.user_id = $1 AND t.user_id <> $1
       ORDER BY 1`,
      [userId],
    );
    return rows.map(({ response }) => response);
  }

  private async once(client: PoolClient, userId: number, key: string, fingerprint: string, body: Body) {
    // Whoever comes while this key is in work is told so, instead of waiting.
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2)) AS mine',
      [key, userId],
    );
    if (!rows[0]?.mine) throw new HttpError(409, 'This transfer is in work');
    const earlier = await client.query<{ fingerprint: string; response: Record }>(
      'SELECT fingerprint, response FROM transfers WHERE user_id = $1 AND key = $2',
      [userId, key],
    );
    const [known] = earlier.rows;
    if (known && known.fingerprint !== fingerprint) throw new HttpError(422, 'This key belongs to another transfer');
    if (known) return known.response;

    const { from, to, amount } = body;
    const changes = [
      () => this.take(client, userId, from, amount),
      () => this.give(client, to, amount),
    ];
    if (to < from) changes.reverse();
    for (const change of changes) await change();

    const response: Record = { id: randomUUID(), from, to, amount, created_at: new Date().toISOString() };
    await client.query('INSERT INTO transfers (user_id, key, fingerprint, response) VALUES ($1, $2, $3, $4)', [
      userId,
      key,
      fingerprint,
      response,
    ]);
    return response;
  }

  private async take(client: PoolClient, userId: number, id: number, amount: number) {
    const { rows } = await client.query<{ user_id: number; balance: number }>(
      'UPDATE accounts SET balance = balance - $2 WHERE id = $1 RETURNING user_id, balance',
      [id, amount],
    );
    // Not ours, or overdrawn: the rollback undoes it.
    if (rows[0]?.user_id !== userId) throw new HttpError(403, 'This is not your account');
    if (rows[0].balance < 0) throw new HttpError(409, 'Not enough money');
  }

  private async give(client: PoolClient, id: number, amount: number) {
    const { rowCount } = await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, amount]);
    if (!rowCount) throw new HttpError(404, 'No such account');
  }
}

const service = new TransferService(pool);
export const transfersRouter = Router();
transfersRouter.use('/transfers', authenticate);

transfersRouter.post('/transfers', async (req: AuthRequest, res) => {
  const body = Body.safeParse(req.body);
  const key = z.string().min(1).max(200).safeParse(req.get('idempotency-key'));
  if (!body.success || !key.success || body.data.from === body.data.to) {
    return res.status(422).json({ error: 'Not a transfer' });
  }
  try {
    res.status(201).json(await service.send(req.userId!, key.data, body.data));
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    res.status(error.status).json({ error: error.message });
  }
});

transfersRouter.get('/transfers', async (req: AuthRequest, res) => {
  res.json({ transfers: await service.history(req.userId!) });
});
