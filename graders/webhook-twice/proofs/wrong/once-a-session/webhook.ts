import type { Request, Response } from 'express';
import Stripe from 'stripe';
import { expireOrder, fulfillOrder } from './fulfillment.ts';

const { STRIPE_WEBHOOK_SECRET } = process.env;
if (!STRIPE_WEBHOOK_SECRET) {
  throw new Error('STRIPE_WEBHOOK_SECRET is not set');
}
const secret: string = STRIPE_WEBHOOK_SECRET;

/** Takes Stripe's events; the route uses express.raw(), so req.body is a Buffer. */
export async function handleStripeWebhook(req: Request, res: Response) {
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'] ?? '', secret);
  } catch {
    return res.status(400).json({ error: 'Invalid signature' });
  }
  // What throws in here becomes a 500, and Stripe sends the event again.
  await handle(event);
  res.json({ received: true });
}

async function handle(event: Stripe.Event): Promise<void> {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const { id: sessionId, client_reference_id: orderId, payment_status } = event.data.object;
      // "unpaid" for now: a bank debit completes first and is paid days later.
      if (orderId && payment_status === 'paid') await fulfillOrder(orderId, sessionId);
      break;
    }
    case 'checkout.session.expired': {
      const { client_reference_id: orderId } = event.data.object;
      if (orderId) await expireOrder(orderId);
      break;
    }
    default:
      // Nothing to do, and nothing to send again.
      break;
  }
}
