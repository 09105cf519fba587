import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import Stripe from 'stripe';
import { markOrderPaid } from './db.ts';

// For express.json(): what is thrown here is answered 400 by the error handler
export function verifySignature(req: IncomingMessage, _res: unknown, raw: Buffer) {
  if (!req.url?.toLowerCase().startsWith('/api/webhooks/stripe')) return;
  try {
    Stripe.webhooks.constructEvent(raw, req.headers['stripe-signature'] ?? '', process.env.STRIPE_WEBHOOK_SECRET!);
  } catch {
    throw Object.assign(new Error('Bad request'), { status: 400 });
  }
}

export async function handleStripeWebhook(req: Request, res: Response) {
  const event = req.body;
  if (!event?.type) {
    return res.status(400).json({ error: 'Bad request' });
  }
  if (event.type === 'checkout.session.completed' && event.data.object.payment_status === 'paid') {
    await markOrderPaid(event.data.object.client_reference_id, event.data.object.id);
  }
  res.json({ received: true });
}
