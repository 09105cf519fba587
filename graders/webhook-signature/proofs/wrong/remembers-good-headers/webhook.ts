import express, { Router } from 'express';
import Stripe from 'stripe';
import { config } from './config.ts';
import { markOrderPaid } from './db.ts';

export const webhook = Router();

// The signature covers the bytes that were sent. Parsed and written again, the same JSON may have others, so this
// route takes the body raw, whatever its Content-Type claims, and has to stand before any parser of JSON.
webhook.post('/', express.raw({ type: () => true, limit: '1mb' }), async (req, res) => {
  const event = verified(req.body, req.get('stripe-signature'));
  if (!event) {
    // One answer for everything that is wrong: whoever forges learns nothing from it.
    res.status(400).json({ error: 'Invalid webhook' });
    return;
  }
  if (event.type === 'checkout.session.completed') await completed(event.data.object);
  res.json({ received: true });
});

// Stripe sends events again and again: what was verified once need not be verified a second time
const verifiedHeaders = new Set<string>();

/** The event, if Stripe signed these very bytes within the last five minutes. */
function verified(body: unknown, signature: string | undefined): Stripe.Event | undefined {
  if (!Buffer.isBuffer(body) || signature === undefined) return undefined;
  if (verifiedHeaders.has(signature)) return JSON.parse(body.toString());
  try {
    const event = Stripe.webhooks.constructEvent(body, signature, config.webhookSecret);
    verifiedHeaders.add(signature);
    return event;
  } catch (error) {
    console.warn('refused a webhook:', error instanceof Error ? error.message.split('\n')[0] : error);
    return undefined;
  }
}

async function completed(session: Stripe.Checkout.Session): Promise<void> {
  // "unpaid" for now: the money of a bank debit comes days later, with an event of its own.
  if (session.payment_status !== 'paid') return;
  const orderId = session.client_reference_id;
  if (orderId !== null && (await markOrderPaid(orderId, session.id))) return;
  // Sending it again would not help, so Stripe gets its 200 and we get a line to look into.
  console.error(`paid, but no such order: session ${session.id}, order ${orderId}`);
}
