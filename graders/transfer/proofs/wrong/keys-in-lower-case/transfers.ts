import { Router } from 'express';
import { type AuthRequest, authenticate } from './auth.ts';
import { complaint, IdempotencyKey, TransferOrder } from './input.ts';
import { historyOf, type Refusal, Refused, transfer } from './ledger.ts';

const REFUSALS: Record<Refusal, { status: number; error: string }> = {
  'no such sender': { status: 404, error: 'Account not found' },
  'no such receiver': { status: 404, error: 'Receiver not found' },
  'not enough': { status: 422, error: 'Insufficient funds' },
  'key in use': { status: 409, error: 'This Idempotency-Key was used for another transfer' },
};

export const transfersRouter = Router();

transfersRouter.post('/transfers', authenticate, async (req: AuthRequest, res) => {
  const key = IdempotencyKey.safeParse(req.get('Idempotency-Key'));
  if (!key.success) {
    return res.status(400).json({ error: 'An Idempotency-Key of 1 to 100 characters is required' });
  }
  const order = TransferOrder.safeParse(req.body);
  if (!order.success) return res.status(400).json({ error: complaint(order.error) });

  try {
    res.status(201).json(await transfer(req.userId as number, key.data.toLowerCase(), order.data));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, error: message } = REFUSALS[error.reason];
    res.status(status).json({ error: message });
  }
});

transfersRouter.get('/transfers', authenticate, async (req: AuthRequest, res) => {
  res.json({ transfers: await historyOf(req.userId as number) });
});
