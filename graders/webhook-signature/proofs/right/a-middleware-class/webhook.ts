import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { config } from './config.ts';
import { markOrderPaid } from './db.ts';

class SignatureGuard {
  private readonly blind = randomBytes(32);
  private readonly secret: string;
  private readonly toleranceMs: number;

  constructor(secret: string, toleranceMs: number) {
    this.secret = secret;
    this.toleranceMs = toleranceMs;
  }

  readonly middleware = (req: Request, res: Response, next: NextFunction) => {
    const raw = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '';
    if (this.accepts(raw, String(req.headers['stripe-signature']))) return next();
    res.status(400).type('text').send('Bad Request');
  };

  private accepts(raw: string, header: string): boolean {
    const fields = header.split(',').map((part) => part.split('='));
    const sentAt = Number(fields.find(([key]) => key === 't')?.[1]) * 1000;
    // NaN fails every comparison.
    if (!(Date.now() - sentAt <= this.toleranceMs)) return false;
    const expected = createHmac('sha256', this.secret).update(`${sentAt / 1000}.${raw}`).digest('hex');
    return fields.filter(([key]) => key === 'v1').some(([, value]) => this.same(value ?? '', expected));
  }

  /** Constant in time for any lengths: two digests under a key of our own are compared instead. */
  private same(a: string, b: string): boolean {
    const digest = (text: string) => createHash('sha256').update(this.blind).update(text).digest();
    return timingSafeEqual(digest(a), digest(b));
  }
}

const Paid = z.object({
  type: z.literal('checkout.session.completed'),
  data: z.object({
    object: z.object({
      id: z.string(),
      payment_status: z.literal('paid'),
      client_reference_id: z.string(),
    }),
  }),
});

const guard = new SignatureGuard(config.webhookSecret, 300_000);

export const webhook = Router();
webhook.use(express.raw({ type: () => true }), guard.middleware);
webhook.post('/', async (req, res) => {
  const paid = Paid.safeParse(JSON.parse(req.body.toString('utf8')));
  if (paid.success) {
    const { id, client_reference_id } = paid.data.data.object;
    await markOrderPaid(client_reference_id, id);
  }
  res.status(202).end();
});
