/**
 * Stripe's side of a webhook: events of the real shape, signed and delivered as Stripe does it.
 *
 * Signed with Web Crypto and not with the `stripe` package: graders run in a browser too, where the package would be
 * most of the suite's weight, and attacks need headers that it does not write. `tests/kit/stripe.test.ts` holds the two
 * against each other.
 */
import type { Answer, Client } from './client.ts';
import type { Random } from './random.ts';

/** The event types that the course's shops hear of. */
export type StripeEventType =
  | 'checkout.session.completed'
  | 'checkout.session.async_payment_succeeded'
  | 'checkout.session.async_payment_failed'
  | 'checkout.session.expired'
  | 'customer.created'
  | 'payment_intent.created'
  | 'invoice.paid';

export interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  /** Epoch seconds. */
  created: number;
  data: { object: Record<string, unknown> };
  livemode: true;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: StripeEventType;
}

export type PaymentStatus = 'paid' | 'unpaid' | 'no_payment_required';

export interface SessionFields {
  /** The shop's own id of what is paid for. */
  reference: string;
  /** In cents. */
  total: number;
  email: string;
  /** `unpaid`: the money is still on its way, as with a bank debit. */
  paymentStatus?: PaymentStatus;
  /** `complete` by default. */
  status?: 'complete' | 'expired';
  /** The buyer's name as typed. */
  name?: string;
}

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `evt_1…`, `pi_3…`: an id as Stripe makes them. */
export const stripeId = (random: Random, prefix: string): string =>
  `${prefix}${random.text(23, ALPHANUMERIC)}`;

/** A Checkout session, with the fields that shops look at. `now` in epoch milliseconds. */
export function checkoutSession(random: Random, now: number, fields: SessionFields): Record<string, unknown> {
  const { reference, total, email, paymentStatus = 'paid', status = 'complete', name = null } = fields;
  return {
    id: `cs_live_${stripeId(random, 'a1')}${random.text(33, ALPHANUMERIC)}`,
    object: 'checkout.session',
    amount_subtotal: total,
    amount_total: total,
    client_reference_id: reference,
    created: Math.floor(now / 1000) - random.integer(30, 240),
    currency: 'usd',
    customer: null,
    customer_details: { email, name },
    customer_email: email,
    livemode: true,
    metadata: {},
    mode: 'payment',
    payment_intent: status === 'expired' ? null : stripeId(random, 'pi_3'),
    payment_status: paymentStatus,
    status,
  };
}

/** An event about an object, made just now. `now` in epoch milliseconds. */
export function stripeEvent(
  random: Random,
  now: number,
  type: StripeEventType,
  object: Record<string, unknown>,
): StripeEvent {
  return {
    id: stripeId(random, 'evt_1'),
    object: 'event',
    api_version: '2025-09-30.clover',
    created: Math.floor(now / 1000),
    data: { object },
    livemode: true,
    pending_webhooks: random.integer(1, 2),
    request: { id: null, idempotency_key: null },
    type,
  };
}

const utf8 = new TextEncoder();

/** HMAC-SHA256 of `timestamp.payload` in hexadecimal: what stands behind `v1=`. `timestamp` in epoch seconds. */
export async function stripeSignature(secret: string, timestamp: number, payload: string): Promise<string> {
  // Web Crypto takes no empty key. HMAC pads with zero bytes, so one of them is the same key.
  const bytes = secret === '' ? new Uint8Array(1) : utf8.encode(secret);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, utf8.encode(`${timestamp}.${payload}`));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The `Stripe-Signature` header of one secret. `timestamp` in epoch seconds. */
export async function stripeHeader(secret: string, timestamp: number, payload: string): Promise<string> {
  return `t=${timestamp},v1=${await stripeSignature(secret, timestamp, payload)}`;
}

/** What Stripe says of itself, and what of a browser's headers it does not send. */
const STRIPE_HEADERS: Readonly<Record<string, string | undefined>> = {
  'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  Accept: '*/*; q=0.5, application/xml',
  'Cache-Control': 'no-cache',
  'Content-Type': 'application/json; charset=utf-8',
  'Accept-Language': undefined,
  Origin: undefined,
  'Sec-Fetch-Site': undefined,
  'Sec-Fetch-Mode': undefined,
  'Sec-Fetch-Dest': undefined,
  'sec-ch-ua': undefined,
  'sec-ch-ua-mobile': undefined,
  'sec-ch-ua-platform': undefined,
};

export interface PostOptions {
  /** Over Stripe's own; `undefined` leaves one out. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** Offsets in the payload's bytes at which a proxy on the way cuts it into chunks. */
  cuts?: readonly number[];
}

/**
 * Posts a payload as Stripe would, or as somebody who imitates it to the letter.
 * @param signature The `Stripe-Signature` header; none when absent.
 */
export function postAsStripe(
  client: Client,
  path: string,
  payload: string,
  signature: string | undefined,
  { headers = {}, cuts }: PostOptions = {},
): Promise<Answer> {
  return client.send({
    method: 'POST',
    path,
    headers: { ...STRIPE_HEADERS, 'Stripe-Signature': signature, ...headers },
    body: payload,
    ...(cuts && { cuts }),
  });
}
