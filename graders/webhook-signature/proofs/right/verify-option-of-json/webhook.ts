import type { Request, Response } from 'express';
import Stripe from 'stripe';
import { markOrderPaid } from './db.ts';

const stripe = new Stripe(process.env.STRIPE_API_KEY ?? 'sk_not_needed_for_webhooks');

export async function handleStripeWebhook(req: Request & { rawBody?: Buffer }, res: Response) {
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(
      req.rawBody!,
      req.headers['stripe-signature']!,
      process.env.STRIPE_WEBHOOK_SECRET!
    );
  } catch (error) {
    console.error('Webhook refused:', (error as Error).message);
    return res.status(400).json({ error: 'Bad request' });
  }

  if (event.type === 'checkout.session.completed' && event.data.object.payment_status === 'paid') {
    await markOrderPaid(event.data.object.client_reference_id!, event.data.object.id);
  }
  res.json({ received: true });
}
