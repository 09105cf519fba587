import { check, stripeEvent, told } from '../kit/index.ts';
import {
  customerAddress,
  deliver,
  delivered,
  eventOf,
  insistOnOnce,
  newCustomer,
  newOrder,
  packs,
} from './contract.ts';

check('paid-order-delivers', async (t) => {
  t.tried('Paid one of two orders of two customers.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const bystander = await newOrder(t, app, await newCustomer(t, app));
  await delivered(t, app, eventOf(t, order, 'paid'), 'The event of a paid order');
  await insistOnOnce(t, app, order, 'After a payment');
  await insistOnOnce(t, app, bystander, "After somebody else's payment", {
    status: 'pending',
    balance: 0,
    mails: 0,
  });
  const answer = await app.client().get(`/api/customers/${encodeURIComponent(order.customer.id)}`);
  if (answer.object?.balance !== order.credits) {
    t.fail(
      `GET /api/customers/${order.customer.id} answered ${told(answer)}.`,
      `The balance is a number: ${order.credits}.`,
    );
  }
});

check('duplicates-get-2xx', async (t) => {
  t.tried('Delivered events of a delivered order again and looked at the answers.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const event = eventOf(t, order, 'paid');
  await delivered(t, app, event, 'The event of a paid order');
  for (const [what, again] of [
    ['The same event again', event],
    ['The same event a third time', event],
    ['Another event about the same payment', eventOf(t, order, 'paid')],
  ] as const) {
    const answer = await deliver(t, app, again);
    if (!answer.ok) {
      t.fail(
        `${what} was answered ${told(answer)}.`,
        'A duplicate is answered with a 2xx: anything else, and Stripe sends it again, for days.',
      );
    }
  }
});

check('same-pack-twice', async (t) => {
  t.tried('Let one customer buy the same pack three times, as three orders.');
  const app = await t.start();
  const customer = await newCustomer(t, app);
  const pack = t.random.pick(await packs(t, app));
  const quantity = t.random.integer(1, 10);
  for (const count of [1, 2, 3]) {
    const order = await newOrder(t, app, customer, { pack, quantity });
    await delivered(t, app, eventOf(t, order, 'paid'), `The event of order number ${count}`);
    await insistOnOnce(t, app, order, `After ${count} paid orders of the same pack`, {
      status: 'paid',
      balance: count * order.credits,
      mails: count,
    });
  }
});

check('other-events', async (t) => {
  t.tried('Delivered signed events that are none of the shop’s business.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const { email } = order.customer;
  const events = [
    stripeEvent(t.random, t.clock.now(), 'customer.created', {
      id: `cus_${t.random.text(14)}`,
      object: 'customer',
      email,
    }),
    stripeEvent(t.random, t.clock.now(), 'payment_intent.created', {
      id: order.session.payment_intent,
      object: 'payment_intent',
      amount: order.total,
      status: 'requires_payment_method',
    }),
  ];
  for (const event of events) {
    await delivered(t, app, event, event.type);
    await insistOnOnce(t, app, order, `After ${event.type}`, { status: 'pending', balance: 0, mails: 0 });
  }
});

check('shop-works', async (t) => {
  t.tried('Signed up, looked at the packs, ordered, and looked at the order and the customer.');
  const app = await t.start();
  const email = customerAddress(t.random);
  const signedUp = await app.client().post('/api/customers', { email });
  const id = signedUp.object?.id;
  if (signedUp.status !== 201 || id === undefined || signedUp.object?.balance !== 0) {
    t.fail(
      `POST /api/customers answered ${told(signedUp)}.`,
      'It is answered 201 with {id, email, balance}, the balance 0.',
    );
  }
  const taken = await app.client().post('/api/customers', { email });
  if (taken.status !== 409) t.fail(`A taken address was answered ${told(taken)}.`, 'It is answered 409.');
  const pack = t.random.pick(await packs(t, app));
  const quantity = t.random.integer(1, 10);
  const ordered = await app.client().post('/api/checkout', { customerId: id, packId: pack.id, quantity });
  const isOrder = (object: Record<string, unknown> | undefined) =>
    object?.id === ordered.object?.id &&
    object?.status === 'pending' &&
    object.credits === pack.credits * quantity &&
    object.total === pack.price * quantity;
  if (ordered.status !== 201 || !isOrder(ordered.object)) {
    t.fail(
      `POST /api/checkout answered ${told(ordered)}.`,
      'It is answered 201 with {id, credits, total, status}, the status "pending".',
    );
  }
  const seen = await app.client().get(`/api/orders/${encodeURIComponent(String(ordered.object?.id))}`);
  if (seen.status !== 200 || !isOrder(seen.object)) {
    t.fail(
      `GET /api/orders/${ordered.object?.id} answered ${told(seen)}.`,
      'It is answered 200 with the order as the checkout gave it.',
    );
  }
  for (const bad of [t.random.integer(11, 99), 0, -1, 1.5, true, [t.random.integer(1, 9)], null]) {
    const refused = await app
      .client()
      .post('/api/checkout', { customerId: id, packId: pack.id, quantity: bad });
    if (refused.status === 400 || refused.status === 422) continue;
    t.fail(
      `A checkout with "quantity": ${JSON.stringify(bad)} was answered ${told(refused)}.`,
      'A quantity that is no whole number from 1 to 10 is answered 400 or 422.',
    );
  }
});
