import { check, postAsStripe, stripeHeader, stripeSignature, told } from '../kit/index.ts';
import {
  deliver,
  honestOrderIsPaid,
  newOrder,
  paidEvent,
  refused,
  seconds,
  secretOf,
  statusOf,
  WEBHOOK,
} from './contract.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

check('old-timestamp', async (t) => {
  t.tried(
    'Sent events whose genuine signature is older than five minutes: some seconds more, six minutes, hours, days, years.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  const now = seconds(t);
  const ages = [
    // Whoever counts whole minutes takes these for five.
    5 * MINUTE + t.random.integer(15, 28),
    5 * MINUTE + t.random.integer(35, 55),
    6 * MINUTE,
    t.random.integer(7, 59) * MINUTE,
    t.random.integer(1, 23) * HOUR,
    t.random.integer(2, 300) * DAY,
    now - t.random.integer(1, 1000),
  ];
  for (const age of ages) {
    await refused(t, app, order, {
      what: `An event whose signature is ${age < 6 * MINUTE ? `${age} seconds` : `${Math.round(age / MINUTE)} minutes`} old`,
      payload,
      signature: await stripeHeader(secretOf(app), now - age, payload),
    });
  }
  await honestOrderIsPaid(t, app);
});

check('held-back', async (t) => {
  t.tried(
    'Kept a genuine delivery back for six minutes, then sent it as it was and with a fresh time in its header.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  const old = seconds(t);
  const signature = await stripeSignature(secretOf(app), old, payload);
  await t.clock.advance('6m');
  const fresh = seconds(t);
  for (const [what, header] of [
    ['A delivery of six minutes ago', `t=${old},v1=${signature}`],
    ['A delivery of six minutes ago with the time set to now', `t=${fresh},v1=${signature}`],
    [
      'A delivery of six minutes ago with a second, fresh time behind the old one',
      `t=${old},t=${fresh},v1=${signature}`,
    ],
    [
      'A delivery of six minutes ago with a fresh time before the old one',
      `t=${fresh},t=${old},v1=${signature}`,
    ],
    ['A delivery of six minutes ago with a fresh time at its end', `t=${old},v1=${signature},t=${fresh}`],
    // A number for whoever reads as far as it goes, and none, so never too old, for whoever reads all of it.
    ['A delivery of six minutes ago with a letter behind its time', `t=${old}x,v1=${signature}`],
    ['A delivery of six minutes ago with a word behind its time', `t=${old} ago,v1=${signature}`],
    ['A delivery of six minutes ago with a second number in its time', `t=${old}_${fresh},v1=${signature}`],
  ] as const) {
    await refused(t, app, order, { what, payload, signature: header });
  }
  const again = await deliver(t, app, payload);
  if (!again.ok || (await statusOf(t, app, order)) !== 'paid') {
    t.fail(
      `The same event, signed anew by Stripe, was answered ${told(again)}.`,
      'Each try of Stripe carries a time and a signature of its own: it is judged by those.',
    );
  }
});

check('slow-delivery', async (t) => {
  t.tried('Delivered events that had been on their way for up to four minutes.');
  const app = await t.start();
  for (const age of [0, t.random.integer(20, 100), t.random.integer(130, 200), 4 * MINUTE - 5]) {
    const order = await newOrder(t, app);
    const payload = JSON.stringify(paidEvent(t, order));
    const header = await stripeHeader(secretOf(app), seconds(t) - age, payload);
    const answer = await postAsStripe(app.client(), WEBHOOK, payload, header);
    const status = await statusOf(t, app, order);
    if (!answer.ok || status !== 'paid') {
      t.fail(
        `An event signed ${age} seconds ago was answered ${told(answer)}, and its order is "${status}".`,
        'Up to four minutes a delivery may take: clocks differ and networks are slow.',
      );
    }
  }
});
