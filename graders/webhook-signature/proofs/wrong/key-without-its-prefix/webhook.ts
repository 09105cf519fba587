import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { Router } from 'express';
import type Stripe from 'stripe';
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

/** The event, if Stripe signed these very bytes within the last five minutes. */
function verified(body: unknown, header: string | undefined): Stripe.Event | undefined {
  if (!Buffer.isBuffer(body) || header === undefined) return undefined;
  const parts = header.split(',').map((part) => part.trim().split('='));
  const times = parts.filter(([name]) => name === 't').map(([, value]) => value ?? '');
  const time = times[0];
  if (time === undefined || times.length > 1) return undefined;
  if (!/^\d+$/.test(time) || Math.abs(Date.now() / 1000 - Number(time)) > 300) return undefined;
  const expected = createHmac('sha256', config.webhookSecret.replace(/^whsec_/, '')).update(`${time}.`).update(body).digest();
  const matches = parts.some(([name, value = '']) => {
    const given = Buffer.from(name === 'v1' ? value : '', 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!matches) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
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
