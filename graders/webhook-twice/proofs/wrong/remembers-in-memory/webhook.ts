import type { Request, Response } from 'express';
import Stripe from 'stripe';
import { expireOrder, fulfillOrder } from './fulfillment.ts';

const webhookSecret = process.env.STRIPE_WEBHOOK_SECRET;
if (!webhookSecret) {
  throw new Error('STRIPE_WEBHOOK_SECRET is not set');
}

// Events that were processed already
const processed = new Set<string>();

// Handle Stripe webhook events; the route uses express.raw(), so req.body is a Buffer
export async function handleStripeWebhook(req: Request, res: Response) {
  let event: Stripe.Event;

  // Verify that the event comes from Stripe
  try {
    event = Stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'] ?? '', webhookSecret!);
  } catch {
    return res.status(400).json({ error: 'Invalid signature' });
  }

  // Skip duplicates
  if (processed.has(event.id)) {
    return res.json({ received: true, duplicate: true });
  }
  processed.add(event.id);

  try {
    switch (event.type) {
      case 'checkout.session.completed': {
        const session = event.data.object;
        // Delayed payment methods complete first and are paid later
        if (session.payment_status === 'paid') {
          await fulfillOrder(session.client_reference_id!);
        }
        break;
      }
      case 'checkout.session.async_payment_succeeded':
        await fulfillOrder(event.data.object.client_reference_id!);
        break;
      case 'checkout.session.expired':
        await expireOrder(event.data.object.client_reference_id!);
        break;
      default:
        console.log(`Unhandled event type: ${event.type}`);
    }

    // Acknowledge receipt of the event
    res.json({ received: true });
  } catch (error) {
    console.error('Webhook error:', error);
    res.status(500).json({ error: 'Webhook handler failed' });
  }
}
