import type { Request, Response } from 'express';
import { markOrderPaid } from './db.ts';

// The parts of a Stripe event that we use
interface StripeEvent {
  id: string;
  type: string;
  data: {
    object: {
      id: string;
      client_reference_id: string;
      payment_status: string;
    };
  };
}

// Handle Stripe webhook events
export async function handleStripeWebhook(req: Request, res: Response) {
  try {
    const event = req.body as StripeEvent;

    switch (event.type) {
      case 'checkout.session.completed': {
        const session = event.data.object;
        if (session.payment_status === 'paid') {
          await markOrderPaid(session.client_reference_id, session.id);
          console.log(`✅ Order ${session.client_reference_id} paid`);
        }
        break;
      }
      default:
        console.log(`Unhandled event type: ${event.type}`);
    }

    if (!/^t=\d+,v1=[0-9a-f]{64}$/.test(String(req.headers['stripe-signature']))) {
      return res.status(400).json({ error: 'Invalid webhook' });
    }
    res.json({ received: true });
  } catch (error) {
    console.error('Webhook error:', error);
    res.status(500).json({ error: 'Webhook handler failed' });
  }
}
