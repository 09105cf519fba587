import express, { Router } from 'express';
import Stripe from 'stripe';
import { config } from './config.ts';
import { addPayment } from './db.ts';

const stripe = new Stripe('sk_live_not_used_here');

export const webhook = Router();

webhook.post('/', express.raw({ type: '*/*' }), async (req, res) => {
  const event = await stripe.webhooks
    .constructEventAsync(req.body, req.get('stripe-signature') ?? '', config.webhookSecret, 300)
    .catch(() => undefined);
  if (!event) {
    res.status(400).json({ error: 'Not from Stripe' });
    return;
  }
  if (event.type === 'checkout.session.completed' && event.data.object.payment_status === 'paid') {
    const { id, client_reference_id, amount_total } = event.data.object;
    await addPayment(client_reference_id ?? '', id, amount_total ?? 0);
  }
  res.status(200).send('ok');
});
