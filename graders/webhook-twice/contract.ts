/** The contract of `webhook-twice` as customers, Stripe and the mailer meet it. */
import {
  type Answer,
  type CheckContext,
  checkoutSession,
  postAsStripe,
  type Random,
  type RunningApp,
  type StripeEvent,
  type StripeEventType,
  stripeEvent,
  stripeHeader,
  told,
} from '../kit/index.ts';

export const WEBHOOK = '/api/webhooks/stripe';
const SECRET = 'STRIPE_WEBHOOK_SECRET';

export interface Customer {
  id: string;
  /** The id as the app gave it: a number or text. */
  rawId: unknown;
  email: string;
}

export interface Pack {
  id: unknown;
  credits: number;
  price: number;
}

export interface Order {
  id: string;
  customer: Customer;
  credits: number;
  /** In cents. */
  total: number;
  /** The session at Stripe, the same in every event about this order. */
  session: Record<string, unknown>;
}

export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Somebody who buys credits: nothing in the address is the same twice. */
export function customerAddress(random: Random): string {
  const letters = (least: number, most: number) =>
    random.text(random.integer(least, most), 'abcdefghijklmnoprstuvw');
  const domain = `${letters(4, 9)}.${random.pick(['com', 'net', 'org', 'de', 'fr', 'co.uk', 'io'])}`;
  return `${letters(3, 8)}${random.pick(['.', '_', ''])}${letters(3, 9)}${random.integer(1, 999)}@${domain}`;
}

/** A new customer. How exactly that is answered is for `shop-works` alone. */
export async function newCustomer(t: CheckContext, app: RunningApp): Promise<Customer> {
  const email = customerAddress(t.random);
  const answer = await app.client().post('/api/customers', { email });
  const id = String(answer.object?.id ?? '');
  if (!answer.ok || id === '') {
    t.fail(
      `POST /api/customers with a new address answered ${told(answer)}.`,
      'A new customer is answered 201 with {id, email, balance}.',
    );
  }
  return { id, rawId: answer.object?.id, email };
}

export async function packs(t: CheckContext, app: RunningApp): Promise<Pack[]> {
  const answer = await app.client().get('/api/packs');
  const list = Array.isArray(answer.json) ? answer.json : [];
  const found = list.filter(
    (item): item is Pack =>
      typeof item === 'object' &&
      item !== null &&
      typeof item.credits === 'number' &&
      typeof item.price === 'number',
  );
  if (found.length === 0) {
    t.fail(
      `GET /api/packs answered ${told(answer)}.`,
      'It is answered with a list of {id, name, credits, price}.',
    );
  }
  return found;
}

export interface Purchase {
  pack?: Pack;
  quantity?: number;
}

/** A pending order, and the session that was opened for it at Stripe. */
export async function newOrder(
  t: CheckContext,
  app: RunningApp,
  customer: Customer,
  purchase: Purchase = {},
): Promise<Order> {
  const pack = purchase.pack ?? t.random.pick(await packs(t, app));
  const quantity = purchase.quantity ?? t.random.integer(1, 10);
  const wanted = { customerId: customer.rawId, packId: pack.id, quantity };
  const answer = await app.client().post('/api/checkout', wanted);
  const id = String(answer.object?.id ?? '');
  if (!answer.ok || id === '') {
    t.fail(
      `POST /api/checkout with a pack of the list answered ${told(answer)}.`,
      'A proper checkout is answered 201 with the order and its id.',
    );
  }
  const total = pack.price * quantity;
  return reopened(t, { id, customer, credits: pack.credits * quantity, total });
}

/** What Stripe tells about an order. */
export type News = 'paid' | 'not paid yet' | 'bank debit paid' | 'expired';

const EVENTS: Record<News, { type: StripeEventType; changes: Record<string, unknown> }> = {
  paid: { type: 'checkout.session.completed', changes: { payment_status: 'paid', status: 'complete' } },
  'not paid yet': {
    type: 'checkout.session.completed',
    changes: { payment_status: 'unpaid', status: 'complete' },
  },
  'bank debit paid': {
    type: 'checkout.session.async_payment_succeeded',
    changes: { payment_status: 'paid', status: 'complete' },
  },
  expired: { type: 'checkout.session.expired', changes: { payment_status: 'unpaid', status: 'expired' } },
};

/** An order in a new session at Stripe, also where somebody goes back and opens the payment page anew. */
export function reopened(t: CheckContext, order: Omit<Order, 'session'>): Order {
  const { id, total, customer } = order;
  const session = checkoutSession(t.random, t.clock.now(), { reference: id, total, email: customer.email });
  return { ...order, session };
}

/** A new event, with an id of its own, about the order's session. */
export function eventOf(t: CheckContext, order: Order, news: News): StripeEvent {
  const { type, changes } = EVENTS[news];
  return stripeEvent(t.random, t.clock.now(), type, { ...order.session, ...changes });
}

/** Delivers as Stripe does, each time signed anew. */
export async function deliver(t: CheckContext, app: RunningApp, event: StripeEvent): Promise<Answer> {
  const payload = JSON.stringify(event);
  const seconds = Math.floor(t.clock.now() / 1000);
  const header = await stripeHeader(app.env[SECRET] ?? '', seconds, payload);
  return postAsStripe(app.client(), WEBHOOK, payload, header);
}

/** Delivers, and insists on a 2xx where there is no reason for anything else. */
export async function delivered(
  t: CheckContext,
  app: RunningApp,
  event: StripeEvent,
  what: string,
): Promise<void> {
  const answer = await deliver(t, app, event);
  if (answer.ok) return;
  t.fail(
    `${what} was answered ${told(answer)}.`,
    'What Stripe signed, and the app could do, is answered with a 2xx.',
  );
}

export async function statusOf(t: CheckContext, app: RunningApp, order: Order): Promise<string> {
  const answer = await app.client().get(`/api/orders/${encodeURIComponent(order.id)}`);
  const status = answer.object?.status;
  if (typeof status !== 'string') {
    t.fail(
      `GET /api/orders/${order.id} answered ${told(answer)}.`,
      'An order is answered 200 with its status, "pending", "paid" or "expired".',
    );
  }
  return status;
}

/** Credits. A number as text is one too here: that it is a number is for `paid-order-delivers` alone. */
export async function balanceOf(t: CheckContext, app: RunningApp, customer: Customer): Promise<number> {
  const answer = await app.client().get(`/api/customers/${encodeURIComponent(customer.id)}`);
  const balance = Number(answer.object?.balance ?? Number.NaN);
  if (Number.isNaN(balance)) {
    t.fail(
      `GET /api/customers/${customer.id} answered ${told(answer)}.`,
      'A customer is answered 200 with {id, email, balance}.',
    );
  }
  return balance;
}

/** How many mails the mailer finds for somebody. */
export async function mailsTo(t: CheckContext, customer: Customer): Promise<number> {
  const { rows } = await t.database.query(
    'select count(*) from public.emails where lower(recipient::text) = lower($1)',
    [customer.email],
  );
  return Number(rows[0]?.[0] ?? 0);
}

export interface Delivery {
  status: string;
  balance: number;
  mails: number;
}

export const lookAt = async (t: CheckContext, app: RunningApp, order: Order): Promise<Delivery> => ({
  status: await statusOf(t, app, order),
  balance: await balanceOf(t, app, order.customer),
  mails: await mailsTo(t, order.customer),
});

/** The delivery of an order that is its customer's only one. */
export const onlyOnce = (order: Order): Delivery => ({ status: 'paid', balance: order.credits, mails: 1 });

export const sameDelivery = (a: Delivery, b: Delivery): boolean =>
  a.status === b.status && a.balance === b.balance && a.mails === b.mails;

const EXPECTED =
  'A paid order is delivered exactly once: status "paid", its credits added once, one receipt.';

const inWords = ({ status, balance, mails }: Delivery) =>
  `status "${status}", a balance of ${balance} and ${plural(mails, 'receipt')}`;

/** Insists on exactly one delivery of an order that is its customer's only one. */
export async function insistOnOnce(
  t: CheckContext,
  app: RunningApp,
  order: Order,
  after: string,
  wanted: Delivery = onlyOnce(order),
): Promise<void> {
  const found = await lookAt(t, app, order);
  if (sameDelivery(found, wanted)) return;
  t.fail(`${after} there is ${inWords(found)}; right were ${inWords(wanted)}.`, EXPECTED);
}

/**
 * Belongs at the end of an attack: an app that delivers nothing delivers nothing twice. Somebody new pays and gets what
 * was paid for.
 */
export async function honestOrderIsDelivered(t: CheckContext, app: RunningApp): Promise<Order> {
  const order = await newOrder(t, app, await newCustomer(t, app));
  await delivered(t, app, eventOf(t, order, 'paid'), 'The event of a paid order');
  await insistOnOnce(t, app, order, 'After an ordinary payment');
  return order;
}

/** A second instance of the app on the same database, as production runs it. */
export const secondInstance = (t: CheckContext, app: RunningApp): Promise<RunningApp> =>
  t.start({ keepDatabase: true, env: app.env });
