import {
  type CheckContext,
  check,
  postAsStripe,
  type RunningApp,
  type StripeEvent,
  stripeHeader,
  told,
} from '../kit/index.ts';
import {
  deliver,
  delivered,
  eventOf,
  honestOrderIsDelivered,
  insistOnOnce,
  lookAt,
  newCustomer,
  newOrder,
  onlyOnce,
  packs,
  reopened,
  sameDelivery,
  secondInstance,
  WEBHOOK,
} from './contract.ts';
import { blindTotals, hasGuard, runningTotals, surroundingsOf } from './statements.ts';

check('same-event-again', async (t) => {
  t.tried('Delivered one event four times, one after another.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const event = eventOf(t, order, 'paid');
  await delivered(t, app, event, 'The event of a paid order');
  for (const time of ['second', 'third', 'fourth']) {
    await deliver(t, app, event);
    await insistOnOnce(t, app, order, `After the ${time} delivery of one event`);
  }
  await honestOrderIsDelivered(t, app);
});

const MOST_TRIES = 4;

/** Stripe sends again, later, what was not answered with a 2xx. What a duplicate is answered is for another check. */
async function retry(t: CheckContext, app: RunningApp, event: StripeEvent): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) if ((await deliver(t, app, event)).ok) return;
}

check('ten-at-once', async (t) => {
  t.tried('Delivered one event ten times at the same moment, to two instances of the app.');
  const app = await t.start();
  const other = await secondInstance(t, app);
  await honestOrderIsDelivered(t, app);
  for (let round = 1; round <= 3; round++) {
    const order = await newOrder(t, app, await newCustomer(t, app));
    const event = eventOf(t, order, 'paid');
    const before = t.database.statements.length;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => deliver(t, index % 2 === 0 ? app : other, event)),
    );
    const sent = t.database.statements.slice(before);
    for (const answer of answers) if (!answer.ok) await retry(t, app, event);
    await insistOnOnce(t, app, order, 'After ten deliveries of one event at once');
    if (sent.length > 0 && !hasGuard(sent, await surroundingsOf(t))) {
      t.fail(
        'Nothing in the statements of a delivery keeps two of them apart: no lock, no condition in an UPDATE, no unique key. Two transactions at once both read "not delivered yet", and both deliver.',
        'The database decides who comes first, in one step: looking first and writing then are two, in one transaction as well.',
      );
    }
  }
  await honestOrderIsDelivered(t, other);
});

check('payments-at-once', async (t) => {
  t.tried('Let one customer pay six different orders at the same moment.');
  const app = await t.start();
  const other = await secondInstance(t, app);
  const customer = await newCustomer(t, app);
  const list = await packs(t, app);
  const largest = list.reduce((a, b) => (b.credits > a.credits ? b : a));
  // The first is worth more than any of the others: no amount can be taken for a total.
  const first = await newOrder(t, app, customer, { pack: largest, quantity: 10 });
  await delivered(t, app, eventOf(t, first, 'paid'), 'The event of a paid order');
  const orders = [];
  for (let i = 0; i < 6; i++) {
    orders.push(await newOrder(t, app, customer, { quantity: t.random.integer(1, 4) }));
  }
  const events = orders.map((order) => eventOf(t, order, 'paid'));
  const before = t.database.statements.length;
  const answers = await Promise.all(
    events.map((event, index) => deliver(t, index % 2 === 0 ? app : other, event)),
  );
  const sent = t.database.statements.slice(before);
  for (const [index, answer] of answers.entries()) {
    const event = events[index];
    if (!answer.ok && event) await retry(t, app, event);
  }
  const balance = orders.reduce((sum, order) => sum + order.credits, first.credits);
  for (const order of orders) {
    await insistOnOnce(t, app, order, 'After seven paid orders of one customer, six of them at once', {
      status: 'paid',
      balance,
      mails: 7,
    });
  }
  const totals = runningTotals(
    first.credits,
    orders.map(({ credits }) => credits),
  );
  const [blind] = blindTotals(sent, totals);
  if (blind) {
    t.note(`${blind.sql} — ${blind.parameters.join(', ')}`);
    t.fail(
      'The app read the balance, added to it by itself and wrote the sum back, without a lock on it. Two payments at once read the same balance, and one of them is lost.',
      'The database adds (SET balance = balance + …), or the row is locked from the reading to the writing.',
    );
  }
});

check('after-restart', async (t) => {
  t.tried('Delivered an event, restarted the app, and delivered it again.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const event = eventOf(t, order, 'paid');
  await delivered(t, app, event, 'The event of a paid order');
  await app.stop();
  const again = await secondInstance(t, app);
  await deliver(t, again, event);
  await insistOnOnce(t, again, order, 'After a delivery, a restart and the same delivery again');
  await honestOrderIsDelivered(t, again);
});

check('days-later', async (t) => {
  t.tried('Delivered an event again after a day, and after three.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const event = eventOf(t, order, 'paid');
  await delivered(t, app, event, 'The event of a paid order');
  for (const [wait, days] of [
    ['25h', 'a day'],
    ['48h', 'three days'],
  ] as const) {
    await t.clock.advance(wait);
    // Something else in between: what forgets old deliveries often does so when a new one comes.
    await honestOrderIsDelivered(t, app);
    await deliver(t, app, event);
    await insistOnOnce(t, app, order, `After the same delivery again, ${days} later,`);
  }
});

check('two-events-one-payment', async (t) => {
  t.tried('Delivered two events with different ids about one payment, and about two sessions of one order.');
  const app = await t.start();
  for (const [first, second] of [
    ['paid', 'paid'],
    ['paid', 'bank debit paid'],
    ['bank debit paid', 'paid'],
  ] as const) {
    const order = await newOrder(t, app, await newCustomer(t, app));
    const events = [eventOf(t, order, first), eventOf(t, order, second)] as const;
    await delivered(t, app, events[0], 'The event of a paid order');
    await deliver(t, app, events[1]);
    await insistOnOnce(
      t,
      app,
      order,
      `After ${events[0].type} and ${events[1].type} (${events[0].id}, ${events[1].id})`,
    );
    const answers = await Promise.all(events.map((event) => deliver(t, app, event)));
    await insistOnOnce(
      t,
      app,
      order,
      `After both of them again (${answers.map(({ status }) => status).join(', ')})`,
    );
  }
  const order = await newOrder(t, app, await newCustomer(t, app));
  for (const session of [order, reopened(t, order)]) await deliver(t, app, eventOf(t, session, 'paid'));
  await insistOnOnce(t, app, order, 'After the payments of two sessions of one order');
  await honestOrderIsDelivered(t, app);
});

/** More than limits on failed tries let pass. */
const MANY_FORGERIES = 120;

check('forged-id', async (t) => {
  t.tried("Sent forged events with the ids and contents of genuine ones, before and after Stripe's own.");
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const event = eventOf(t, order, 'paid');
  const payload = JSON.stringify(event);
  const now = Math.floor(t.clock.now() / 1000);
  const forged = await stripeHeader(t.random.text(32), now, payload);
  for (const signature of [undefined, forged]) {
    const answer = await postAsStripe(app.client(), WEBHOOK, payload, signature);
    const found = await lookAt(t, app, order);
    if (answer.ok || !sameDelivery(found, { status: 'pending', balance: 0, mails: 0 })) {
      t.fail(
        `A forged event was answered ${told(answer)}, and its order is "${found.status}".`,
        'What Stripe did not sign is refused with 400 and changes nothing, as before.',
      );
    }
  }
  const genuine = await deliver(t, app, event);
  if (!sameDelivery(await lookAt(t, app, order), onlyOnce(order))) {
    t.fail(
      `After forged events with its id the genuine one was answered ${told(genuine)} and not delivered: anybody can block a payment.`,
      'What was not verified leaves nothing behind; an event counts as seen when it was verified and done.',
    );
  }
  for (const signature of [undefined, forged]) {
    const answer = await postAsStripe(app.client(), WEBHOOK, payload, signature);
    if (!answer.ok) continue;
    t.fail(
      `A forged event with the id of one that was delivered was answered ${told(answer)}.`,
      'What Stripe did not sign is refused with 400, whatever its id: who is not Stripe learns nothing of what was done.',
    );
  }
  // Stripe's events come from a few addresses: a limit on what fails, by address or for all, would be a limit on them.
  for (let time = 0; time < MANY_FORGERIES; time++) {
    await postAsStripe(app.client(), WEBHOOK, payload, time % 2 === 0 ? undefined : forged);
  }
  await honestOrderIsDelivered(t, app);
});
