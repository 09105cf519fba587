/** The contract of `webhook-signature` as buyers, Stripe and forgers meet it: the shop's routes and the webhook. */
import {
  type Answer,
  type CheckContext,
  checkoutSession,
  type PostOptions,
  postAsStripe,
  type Random,
  type RunningApp,
  type SessionFields,
  type StripeEvent,
  stripeEvent,
  stripeHeader,
  told,
} from '../kit/index.ts';

export const WEBHOOK = '/api/webhooks/stripe';
export const SECRET = 'STRIPE_WEBHOOK_SECRET';

export interface Product {
  id: unknown;
  price: number;
}

export interface Order {
  id: string;
  /** In cents. */
  total: number;
  email: string;
}

/** Somebody who buys tea: nothing in the address is the same twice. */
export function buyerAddress(random: Random): string {
  const letters = (least: number, most: number) =>
    random.text(random.integer(least, most), 'abcdefghijklmnoprstuvw');
  const domain = `${letters(4, 9)}.${random.pick(['com', 'net', 'org', 'de', 'fr', 'co.uk', 'io'])}`;
  return `${letters(3, 8)}${random.pick(['.', '_', ''])}${letters(3, 9)}${random.integer(1, 999)}@${domain}`;
}

export async function products(t: CheckContext, app: RunningApp): Promise<Product[]> {
  const answer = await app.client().get('/api/products');
  const list = Array.isArray(answer.json) ? answer.json : [];
  const found = list.filter(
    (item): item is Product => typeof item === 'object' && item !== null && typeof item.price === 'number',
  );
  if (found.length === 0) {
    t.fail(`GET /api/products answered ${told(answer)}.`, 'It is answered with the list of products.');
  }
  return found;
}

/**
 * A new order of somebody new. Any success will do: how exactly a checkout is answered is for `shop-works` alone, so
 * that one mistake fails one check.
 */
export async function newOrder(t: CheckContext, app: RunningApp): Promise<Order> {
  const product = t.random.pick(await products(t, app));
  const quantity = t.random.integer(1, 10);
  const email = buyerAddress(t.random);
  const answer = await app.client().post('/api/checkout', { productId: product.id, quantity, email });
  const id = String(answer.object?.id ?? '');
  if (!answer.ok || id === '') {
    t.fail(
      `POST /api/checkout with a product of the list answered ${told(answer)}.`,
      'A proper checkout is answered 201 with the order and its id.',
    );
  }
  return { id, total: product.price * quantity, email };
}

export async function statusOf(t: CheckContext, app: RunningApp, order: Order): Promise<string> {
  const answer = await app.client().get(`/api/orders/${encodeURIComponent(order.id)}`);
  const status = answer.object?.status;
  if (typeof status !== 'string') {
    t.fail(
      `GET /api/orders/${order.id} answered ${told(answer)}.`,
      'An order is answered 200 with its status, "pending" or "paid".',
    );
  }
  return status;
}

/** The event that says: this order was paid. */
export function paidEvent(t: CheckContext, order: Order, more: Partial<SessionFields> = {}): StripeEvent {
  const now = t.clock.now();
  const session = checkoutSession(t.random, now, {
    reference: order.id,
    total: order.total,
    email: order.email,
    ...more,
  });
  return stripeEvent(t.random, now, 'checkout.session.completed', session);
}

export const seconds = (t: CheckContext): number => Math.floor((t.clock.now() - 500) / 1000);

export const secretOf = (app: RunningApp): string => app.env[SECRET] ?? '';

/** Delivers as Stripe does: signed now, with the app's own secret. */
export async function deliver(
  t: CheckContext,
  app: RunningApp,
  payload: StripeEvent | string,
  options: PostOptions = {},
): Promise<Answer> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signature = await stripeHeader(secretOf(app), seconds(t), text);
  return postAsStripe(app.client(), WEBHOOK, text, signature, options);
}

/**
 * Belongs to every attack, before and after it: an app that takes no event withstands everything. One that refuses the
 * first delivery of each order is seen as well, as honest ones come once.
 */
export async function honestOrderIsPaid(t: CheckContext, app: RunningApp): Promise<Order> {
  const order = await newOrder(t, app);
  const answer = await deliver(t, app, paidEvent(t, order));
  const status = await statusOf(t, app, order);
  if (!answer.ok || status !== 'paid') {
    t.fail(
      `An event that Stripe signed properly was answered ${told(answer)}, and its order is "${status}".`,
      'Forgeries are refused, and what Stripe signed still marks its order paid.',
    );
  }
  return order;
}

export interface Forgery {
  /** What is wrong with it, for the sentence that says what happened: "an event without a signature". */
  what: string;
  payload: string;
  /** The `Stripe-Signature` header; none when absent. */
  signature?: string | undefined;
}

/** Sends it, and insists that it is refused and that its order stays unpaid. */
export async function refused(
  t: CheckContext,
  app: RunningApp,
  order: Order,
  { what, payload, signature }: Forgery,
): Promise<Answer> {
  const answer = await postAsStripe(app.client(), WEBHOOK, payload, signature);
  const status = await statusOf(t, app, order);
  if (status !== 'pending') {
    t.fail(
      `${what} was answered ${told(answer)}, and its order is "${status}": goods for nothing.`,
      'Only what Stripe signed, with this secret and within five minutes, marks an order paid.',
    );
  }
  if (answer.status < 400 || answer.status >= 500) {
    t.fail(
      `${what} was answered ${told(answer)}.`,
      'It is refused with 400: a success claims that the event was taken, a 5xx that the server is broken.',
    );
  }
  return answer;
}
