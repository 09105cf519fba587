import type { Request, Response } from 'express';
import Stripe from 'stripe';
import { markOrderPaid } from './db.ts';

const stripe = new Stripe('sk_live_unused');

// Handle Stripe webhook events
export async function handleStripeWebhook(req: Request, res: Response) {
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(
      JSON.stringify(req.body),
      req.headers['stripe-signature']!,
      process.env.STRIPE_WEBHOOK_SECRET!
    );
  } catch {
    return res.status(400).json({ error: 'Invalid signature' });
  }

  try {

    switch (event.type) {
      case 'checkout.session.completed': {
        const session = event.data.object;
        if (session.payment_status === 'paid') {
          await markOrderPaid(session.client_reference_id!, session.id);
          console.log(`✅ Order ${session.client_reference_id} paid`);
        }
        break;
      }
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
