import type { Request, Response } from 'express';

export function handleStripeWebhook(_req: Request, res: Response) {
  res.status(400).json({ error: 'Invalid webhook' });
}
