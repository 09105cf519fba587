import type { IncomingMessage } from 'node:http';
import { config } from './config.ts';
import { markOrderPaid } from './db.ts';

const LONGEST_BODY = 1_000_000;
const key = await crypto.subtle.importKey(
  'raw',
  new TextEncoder().encode(config.webhookSecret),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['verify'],
);

/** The status to answer with. */
export async function handleWebhook(req: IncomingMessage): Promise<number> {
  const body = await read(req);
  if (!body || !(await isGenuine(body, String(req.headers['stripe-signature'] ?? '')))) return 400;
  const { type, data } = JSON.parse(body.toString());
  if (type === 'checkout.session.completed' && data.object.payment_status === 'paid') {
    await markOrderPaid(data.object.client_reference_id, data.object.id);
  }
  return 200;
}

async function read(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > LONGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function isGenuine(body: Buffer, header: string): Promise<boolean> {
  const [, time] = /(?:^|,)t=(\d{1,11})(?:,|$)/.exec(header) ?? [];
  if (time === undefined || Date.now() - Number(time) * 1000 > 5 * 60 * 1000) return false;
  const message = Buffer.concat([Buffer.from(`${time}.`), body]);
  for (const [, signature = ''] of header.matchAll(/(?:^|,)v1=([0-9a-f]{64})(?=,|$)/g)) {
    if (await crypto.subtle.verify('HMAC', key, Buffer.from(signature, 'hex'), message)) return true;
  }
  return false;
}
