import { type CheckContext, check, type RunningApp } from '../kit/index.ts';
import {
  deliver,
  delivered,
  eventOf,
  honestOrderIsDelivered,
  insistOnOnce,
  newCustomer,
  newOrder,
  secondInstance,
} from './contract.ts';

check('late-expiry', async (t) => {
  t.tried(
    'Delivered "this session has expired" after "this order was paid", before it, and at the same moment.',
  );
  const app = await t.start();
  const late = await newOrder(t, app, await newCustomer(t, app));
  await delivered(t, app, eventOf(t, late, 'paid'), 'The event of a paid order');
  const expired = eventOf(t, late, 'expired');
  await delivered(t, app, expired, `${expired.type} after the payment`);
  await insistOnOnce(t, app, late, 'After the payment and a late checkout.session.expired');
  const early = await newOrder(t, app, await newCustomer(t, app));
  await delivered(t, app, eventOf(t, early, 'expired'), 'checkout.session.expired of a pending order');
  await insistOnOnce(t, app, early, 'After checkout.session.expired', {
    status: 'expired',
    balance: 0,
    mails: 0,
  });
  const paid = eventOf(t, early, 'paid');
  await delivered(t, app, paid, 'The payment of an expired order');
  await insistOnOnce(t, app, early, 'After checkout.session.expired and then the payment');
  await deliver(t, app, paid);
  await delivered(t, app, eventOf(t, early, 'expired'), 'Another checkout.session.expired');
  await insistOnOnce(t, app, early, 'After expired, paid, paid again and expired again');
  // What was made first comes last: when an event was made says nothing about what is done already.
  const overtaken = await newOrder(t, app, await newCustomer(t, app));
  const older = eventOf(t, overtaken, 'paid');
  await t.clock.advance('2m');
  await delivered(t, app, eventOf(t, overtaken, 'expired'), 'checkout.session.expired of a pending order');
  await delivered(t, app, older, 'A payment that Stripe told of two minutes before');
  await insistOnOnce(t, app, overtaken, 'After checkout.session.expired and then an older payment');
  const other = await secondInstance(t, app);
  for (let round = 0; round < ROUNDS; round++) await bothAtOnce(t, app, other, round);
});

/** How often: which of two comes first is a matter of luck. */
const ROUNDS = 6;

/** Payment and expiry of one order at the same moment, and what Stripe sends again of it. */
async function bothAtOnce(t: CheckContext, app: RunningApp, other: RunningApp, round: number): Promise<void> {
  const order = await newOrder(t, app, await newCustomer(t, app));
  const [paid, expired] = [eventOf(t, order, 'paid'), eventOf(t, order, 'expired')];
  const events = round % 2 === 0 ? [expired, paid] : [paid, expired];
  const answers = await Promise.all(
    events.map((event, index) => deliver(t, index === 0 ? app : other, event)),
  );
  for (const [index, answer] of answers.entries()) {
    const event = events[index];
    if (!answer.ok && event) await delivered(t, app, event, `${event.type}, sent again,`);
  }
  await insistOnOnce(t, app, order, 'After payment and expiry at the same moment');
}

check('late-unpaid', async (t) => {
  t.tried('Delivered the two events of a bank debit in the wrong order.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  const completed = eventOf(t, order, 'not paid yet');
  const paid = eventOf(t, order, 'bank debit paid');
  await delivered(t, app, paid, paid.type);
  await delivered(t, app, completed, `${completed.type} (unpaid) after it`);
  await insistOnOnce(
    t,
    app,
    order,
    `After ${paid.type} and then ${completed.type} with payment_status "unpaid"`,
  );
  await deliver(t, app, paid);
  await insistOnOnce(t, app, order, `After ${paid.type} once more`);
  await honestOrderIsDelivered(t, app);
});

check('bank-debit', async (t) => {
  t.tried('Delivered the two events of a bank debit, days apart.');
  const app = await t.start();
  const order = await newOrder(t, app, await newCustomer(t, app));
  await delivered(
    t,
    app,
    eventOf(t, order, 'not paid yet'),
    'checkout.session.completed with payment_status "unpaid"',
  );
  await insistOnOnce(t, app, order, 'After checkout.session.completed with payment_status "unpaid"', {
    status: 'pending',
    balance: 0,
    mails: 0,
  });
  await t.clock.advance('4d');
  await delivered(t, app, eventOf(t, order, 'bank debit paid'), 'checkout.session.async_payment_succeeded');
  await insistOnOnce(t, app, order, 'After checkout.session.async_payment_succeeded');
});
