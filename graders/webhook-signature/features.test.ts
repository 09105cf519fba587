import {
  type CheckContext,
  check,
  checkoutSession,
  type PaymentStatus,
  postAsStripe,
  type StripeEvent,
  type StripeEventType,
  stripeEvent,
  stripeSignature,
  told,
} from '../kit/index.ts';
import {
  buyerAddress,
  deliver,
  honestOrderIsPaid,
  newOrder,
  type Order,
  paidEvent,
  products,
  SECRET,
  seconds,
  secretOf,
  statusOf,
  WEBHOOK,
} from './contract.ts';
import { inventedSignature } from './forging.ts';

check('paid-event-pays', async (t) => {
  t.tried('Delivered the event of one of three orders, signed as Stripe signs.');
  const app = await t.start();
  const [before, order, after] = [await newOrder(t, app), await newOrder(t, app), await newOrder(t, app)];
  const answer = await deliver(t, app, paidEvent(t, order));
  if (!answer.ok) {
    t.fail(
      `A signed checkout.session.completed was answered ${told(answer)}.`,
      'Stripe gets a 2xx for what was taken.',
    );
  }
  for (const [which, wanted] of [
    [order, 'paid'],
    [before, 'pending'],
    [after, 'pending'],
  ] as const) {
    const status = await statusOf(t, app, which);
    if (status !== wanted) {
      t.fail(
        `After it, ${which === order ? 'its order' : "somebody else's order"} is "${status}".`,
        'The order that client_reference_id names is "paid", and no other.',
      );
    }
  }
  // In a payment link the buyer writes the reference: what only begins like an order's id names none.
  for (const reference of [`${before.id}-gift`, `${before.id}x`]) {
    await deliver(t, app, paidEvent(t, { ...before, id: reference }));
    const status = await statusOf(t, app, before);
    if (status === 'pending') continue;
    t.fail(
      `After an event whose client_reference_id is "${reference}" the order "${before.id}" is "${status}".`,
      'The order that client_reference_id names is "paid", and no other.',
    );
  }
  // As Stripe writes its secrets, and as somebody else might: all of it is the key.
  for (const secret of [`whsec_${t.random.text(32)}`, `${t.random.text(24)}+/${t.random.text(12)}==`]) {
    await honestOrderIsPaid(t, await t.start({ env: { [SECRET]: secret } }));
  }
});

check('raw-body', async (t) => {
  t.tried('Delivered signed events whose bytes are not what JSON.stringify would write.');
  const app = await t.start();
  // All of them: what a wrong encoding leaves whole differs.
  const name = `Zoë 李小龙 🫖 O’Neil \u2028 ${t.random.text(5)}`;
  const layouts: ReadonlyArray<readonly [string, (value: unknown) => string]> = [
    ['laid out over many lines', (value) => JSON.stringify(value, null, 2)],
    ['with letters and signs beyond ASCII', (value) => JSON.stringify(value)],
    ['with \\u escapes', (value) => escaped(JSON.stringify(value))],
    ['with a slash as \\/ and a total of 1.0e3', (value) => odd(JSON.stringify(value))],
    ['with a line break at its end', (value) => `${JSON.stringify(value, null, '\t')}\r\n`],
  ];
  for (const [what, layout] of layouts) {
    const order = await newOrder(t, app);
    const isAscii = what.startsWith('laid out');
    const event = paidEvent(t, order, { name: isAscii ? t.random.text(9) : name });
    const answer = await deliver(t, app, layout(event));
    const status = await statusOf(t, app, order);
    if (!answer.ok || status !== 'paid') {
      t.fail(
        `A signed event ${what} was answered ${told(answer)}, and its order is "${status}".`,
        'The signature covers the bytes as they were sent: parsed and written again they are others.',
      );
    }
  }
  const order = await newOrder(t, app);
  const payload = JSON.stringify(
    paidEvent(t, order, { name: `${t.random.text(5)} ${t.random.pick(ACCENTED)}` }),
  );
  const answer = await deliver(t, app, payload, { cuts: cutsIn(payload) });
  const status = await statusOf(t, app, order);
  if (!answer.ok || status !== 'paid') {
    t.fail(
      `A signed event that came in two pieces, cut in the middle of a letter beyond ASCII, was answered ${told(answer)}, and its order is "${status}".`,
      'A network cuts where it likes. The pieces are bytes: put together first, and made into text afterwards.',
    );
  }
});

const ACCENTED = ['Zoë Müller', '李小龙', 'Renée Łukasiewicz', 'Björn Åström'];

/** In the middle of the first character that takes several bytes. */
function cutsIn(payload: string): [number] {
  const before = payload.slice(0, payload.search(/[^ -~]/));
  return [new TextEncoder().encode(before).byteLength + 1];
}

const escaped = (json: string) =>
  json.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same JSON in a spelling that no serialiser of JavaScript's writes. */
const odd = (json: string) =>
  json.replaceAll('/', '\\/').replace('"metadata":{}', '"metadata": { "ratio" : 1.0e3 }');

check('rotated-secret', async (t) => {
  t.tried('Delivered events with several signatures, as Stripe does while a secret is being changed.');
  const app = await t.start();
  const now = seconds(t);
  for (const [what, header] of [
    ['before the right one', (right: string, other: string) => `t=${now},v1=${other},v1=${right}`],
    ['behind the right one', (right: string, other: string) => `t=${now},v1=${right},v1=${other}`],
    ['of the scheme v0 beside it', (right: string, other: string) => `t=${now},v1=${right},v0=${other}`],
  ] as const) {
    const order = await newOrder(t, app);
    const payload = JSON.stringify(paidEvent(t, order));
    const right = await stripeSignature(secretOf(app), now, payload);
    const answer = await postAsStripe(
      app.client(),
      WEBHOOK,
      payload,
      header(right, inventedSignature(t.random)),
    );
    const status = await statusOf(t, app, order);
    if (!answer.ok || status !== 'paid') {
      t.fail(
        `An event with another signature ${what} was answered ${told(answer)}, and its order is "${status}".`,
        'One v1 that matches is enough: while a secret is changed, Stripe signs with the old one and the new one.',
      );
    }
  }
});

check('other-events', async (t) => {
  t.tried(
    'Delivered signed events that do not say that money came, about a pending order and about a paid one.',
  );
  const app = await t.start();
  const order = await newOrder(t, app);
  const paid = await honestOrderIsPaid(t, app);
  for (const [about, wanted] of [
    [order, 'pending'],
    [paid, 'paid'],
  ] as const) {
    for (const event of eventsWithoutMoney(t, about)) {
      const answer = await deliver(t, app, event);
      const status = await statusOf(t, app, about);
      const what =
        event.type === 'checkout.session.completed'
          ? `${event.type} with payment_status "${event.data.object.payment_status}"`
          : event.type;
      if (status !== wanted) {
        t.fail(
          `After a signed ${what} an order that was "${wanted}" is "${status}".`,
          'An order is paid by checkout.session.completed with payment_status "paid", by nothing else, and stays so.',
        );
      }
      if (!answer.ok) {
        t.fail(
          `A signed ${what} was answered ${told(answer)}.`,
          'What was signed and is of no interest gets a 2xx: anything else, and Stripe sends it again for days.',
        );
      }
    }
  }
});

function eventsWithoutMoney(t: CheckContext, { id, total, email }: Order): StripeEvent[] {
  const session = (paymentStatus: PaymentStatus, status: 'complete' | 'expired') =>
    checkoutSession(t.random, t.clock.now(), { reference: id, total, email, paymentStatus, status });
  const event = (type: StripeEventType, object: Record<string, unknown>) =>
    stripeEvent(t.random, t.clock.now(), type, object);
  return [
    event('checkout.session.completed', session('unpaid', 'complete')),
    event('checkout.session.completed', session('no_payment_required', 'complete')),
    event('checkout.session.expired', session('unpaid', 'expired')),
    event('checkout.session.async_payment_failed', session('unpaid', 'complete')),
    event('customer.created', { id: `cus_${t.random.text(14)}`, object: 'customer', email }),
  ];
}

check('shop-works', async (t) => {
  t.tried('Looked at the products, ordered, and looked at the order, with a webhook in between.');
  const app = await t.start();
  for (const round of [1, 2]) {
    const product = t.random.pick(await products(t, app));
    const quantity = t.random.integer(1, 10);
    const total = product.price * quantity;
    const answer = await app
      .client()
      .post('/api/checkout', { productId: product.id, quantity, email: buyerAddress(t.random) });
    const id = answer.object?.id;
    const isOrder = (object: Record<string, unknown> | undefined) =>
      object?.status === 'pending' &&
      object.total === total &&
      object.quantity === quantity &&
      object.id === id;
    if (answer.status !== 201 || id === undefined || !isOrder(answer.object)) {
      t.fail(
        `POST /api/checkout answered ${told(answer)}.`,
        `It is answered 201 with {id, productId, quantity, total, status}; here the total is ${total} and the status "pending".`,
      );
    }
    const seen = await app.client().get(`/api/orders/${encodeURIComponent(String(id))}`);
    if (seen.status !== 200 || !isOrder(seen.object)) {
      t.fail(
        `GET /api/orders/${id} answered ${told(seen)}.`,
        'It is answered 200 with the order as the checkout gave it.',
      );
    }
    if (round === 1) await deliver(t, app, paidEvent(t, { id: String(id), total, email: '' }));
  }
  const nobodys = await app.client().get('/api/orders/00000000-0000-4000-8000-000000000000');
  if (nobodys.status !== 404) {
    t.fail(`An order that does not exist was answered ${told(nobodys)}.`, 'It is answered 404.');
  }
});

check('checkout-refuses-nonsense', async (t) => {
  t.tried('Sent the checkout malformed JSON, missing fields and impossible quantities.');
  const app = await t.start();
  const product = t.random.pick(await products(t, app));
  const email = buyerAddress(t.random);
  const json = { 'Content-Type': 'application/json' };
  const bodies = [
    `{"productId": ${t.random.integer(1, 9)},`,
    '{}',
    JSON.stringify({ productId: product.id, quantity: 0, email }),
    JSON.stringify({ productId: product.id, quantity: t.random.integer(11, 10_000), email }),
    JSON.stringify({ productId: product.id, quantity: 1.5, email }),
    JSON.stringify({ productId: product.id, quantity: 1, email: t.random.text(9) }),
  ];
  for (const body of bodies) {
    const answer = await app.client().send({ method: 'POST', path: '/api/checkout', headers: json, body });
    if (answer.status !== 400 && answer.status !== 422) {
      t.fail(
        `POST /api/checkout with ${body.slice(0, 120)} answered ${told(answer)}.`,
        'What is malformed is answered 400 or 422, beside the webhook as before.',
      );
    }
  }
  await newOrder(t, app);
});
