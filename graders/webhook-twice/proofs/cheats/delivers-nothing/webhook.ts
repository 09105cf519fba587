import type { Request, Response } from 'express';

export function handleStripeWebhook(_req: Request, res: Response) {
  res.json({ received: true });
}
