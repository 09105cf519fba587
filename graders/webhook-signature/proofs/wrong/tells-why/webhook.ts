import express, { Router } from 'express';
import Stripe from 'stripe';
import { config } from './config.ts';
import { markOrderPaid } from './db.ts';

export const webhook = Router();

// The signature covers the bytes that were sent. Parsed and written again, the same JSON may have others, so this
// route takes the body raw, whatever its Content-Type claims, and has to stand before any parser of JSON.
webhook.post('/', express.raw({ type: () => true, limit: '1mb' }), async (req, res) => {
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(req.body, req.get('stripe-signature') ?? '', config.webhookSecret);
  } catch (error) {
    res.status(400).send(`Webhook Error: ${(error as Error).message}`);
    return;
  }
  if (event.type === 'checkout.session.completed') await completed(event.data.object);
  res.json({ received: true });
});

async function completed(session: Stripe.Checkout.Session): Promise<void> {
  // "unpaid" for now: the money of a bank debit comes days later, with an event of its own.
  if (session.payment_status !== 'paid') return;
  const orderId = session.client_reference_id;
  if (orderId !== null && (await markOrderPaid(orderId, session.id))) return;
  // Sending it again would not help, so Stripe gets its 200 and we get a line to look into.
  console.error(`paid, but no such order: session ${session.id}, order ${orderId}`);
}
