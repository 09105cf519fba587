import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { Router } from 'express';
import { config } from './config.ts';
import { markOrderPaid } from './db.ts';

const TOLERANCE_SECONDS = 300;

export const webhook = Router();

webhook.post('/', express.raw({ type: '*/*', limit: '2mb' }), async (req, res) => {
  const body = req.body as unknown;
  if (!Buffer.isBuffer(body) || !isSigned(body, req.get('stripe-signature') ?? '')) {
    res.sendStatus(400);
    return;
  }
  const event = JSON.parse(body.toString('utf8'));
  const session = event.data.object;
  if (event.type === 'checkout.session.completed' && session.payment_status === 'paid') {
    await markOrderPaid(String(session.client_reference_id), session.id);
  }
  res.sendStatus(204);
});

function isSigned(body: Buffer, header: string): boolean {
  let time = '';
  const candidates: string[] = [];
  for (const part of header.split(',')) {
    const [key, value = ''] = part.split('=', 2);
    if (key === 't') time = value;
    if (/^v\d+$/.test(key ?? '')) candidates.push(value);
  }
  if (!/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', config.webhookSecret).update(`${time}.`).update(body).digest();
  return candidates.some((candidate) => {
    const given = Buffer.from(candidate, 'hex');
    return candidate.length === 64 && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
