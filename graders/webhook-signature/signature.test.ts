import {
  type CheckContext,
  check,
  postAsStripe,
  type RunningApp,
  stripeHeader,
  stripeSignature,
  told,
} from '../kit/index.ts';
import {
  deliver,
  honestOrderIsPaid,
  newOrder,
  type Order,
  paidEvent,
  refused,
  seconds,
  secretOf,
  statusOf,
  WEBHOOK,
} from './contract.ts';
import { cutHeaders, inventedHeaders, inventedSignature } from './forging.ts';

check('unsigned', async (t) => {
  t.tried('Posted "your order was paid" without a signature, in Stripe\'s own words and with its headers.');
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  for (const signature of [undefined, '']) {
    await refused(t, app, order, {
      what: signature === '' ? 'An event with an empty signature' : 'An event without any signature',
      payload: JSON.stringify(paidEvent(t, order)),
      signature,
    });
  }
  await honestOrderIsPaid(t, app);
});

check('invented-signature', async (t) => {
  t.tried(
    'Signed an event with signatures out of thin air, in every shape that the header can have, also while genuine ones came.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  for (const signature of inventedHeaders(t.random, seconds(t))) {
    await refused(t, app, order, {
      what: `An event with the invented header "Stripe-Signature: ${signature}"`,
      payload: JSON.stringify(paidEvent(t, order)),
      signature,
    });
  }
  await manyAtOnce(t, app);
  await honestOrderIsPaid(t, app);
});

const AT_ONCE = 20;

/** Events of many orders at the same moment, and unsigned ones about others: what belongs to one stays with it. */
async function manyAtOnce(t: CheckContext, app: RunningApp): Promise<void> {
  const [paid, unpaid]: [Order[], Order[]] = [[], []];
  for (let n = 0; n < AT_ONCE; n++) {
    paid.push(await newOrder(t, app));
    unpaid.push(await newOrder(t, app));
  }
  await Promise.all(
    paid.flatMap((order, index) => {
      const other = unpaid[index] ?? order;
      const forged = JSON.stringify(paidEvent(t, other));
      return [
        deliver(t, app, paidEvent(t, order)),
        postAsStripe(app.client(), WEBHOOK, forged, `t=${seconds(t)},v1=${inventedSignature(t.random)}`),
      ];
    }),
  );
  for (const order of [...paid, ...unpaid]) {
    const wanted = paid.includes(order) ? 'paid' : 'pending';
    const status = await statusOf(t, app, order);
    if (status === wanted) continue;
    t.fail(
      `After signed events about ${AT_ONCE} orders and unsigned ones about ${AT_ONCE} others, all at the same moment, an order that has to be "${wanted}" is "${status}".`,
      'What belongs to one request stays with it, whatever else is under way: the event that was verified is the one that counts.',
    );
  }
}

check('truncated-signature', async (t) => {
  t.tried(
    'Sent an event with parts of its genuine signature, and with the whole of it under the names of other schemes.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  const now = seconds(t);
  const genuine = await stripeSignature(secretOf(app), now, payload);
  for (const signature of cutHeaders(t.random, now, genuine)) {
    await refused(t, app, order, {
      what: `An event with "Stripe-Signature: ${signature.slice(0, 60)}…"`,
      payload,
      signature,
    });
  }
  const whole = await deliver(t, app, payload);
  if (!whole.ok || (await statusOf(t, app, order)) !== 'paid') {
    t.fail(
      `After that, the same event with its whole signature was answered ${told(whole)}.`,
      'What was refused leaves nothing behind: the genuine delivery is taken.',
    );
  }
});

check('changed-body', async (t) => {
  t.tried('Paid for one order, and changed the delivery under its genuine signature.');
  const app = await t.start();
  const cheap = await newOrder(t, app);
  const other = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, cheap));
  const signature = await stripeHeader(secretOf(app), seconds(t), payload);
  const swapped = payload.replaceAll(cheap.id, other.id);
  for (const [what, changed] of [
    ['A delivery in which the order was swapped for another', swapped],
    ['A delivery with a second, unsigned event behind the signed one', payload + swapped],
    [
      'A delivery with another order added to it',
      payload.replace('"client_reference_id":', `"client_reference_id":"${other.id}","x":`),
    ],
  ] as const) {
    await refused(t, app, other, { what, payload: changed, signature });
  }
  for (const [what, changed] of [
    ['A delivery with one blank more at its end', `${payload} `],
    ['A delivery with the same JSON, laid out differently', JSON.stringify(JSON.parse(payload), null, 2)],
    ['A delivery with one letter written as \\u0061', payload.replace('"paid"', '"p\\u0061id"')],
  ] as const) {
    await refused(t, app, cheap, { what, payload: changed, signature });
  }
  const genuine = await postAsStripe(app.client(), WEBHOOK, payload, signature);
  if (!genuine.ok || (await statusOf(t, app, cheap)) !== 'paid') {
    t.fail(
      `The delivery as Stripe had signed it was answered ${told(genuine)}.`,
      'Forgeries are refused, and what Stripe signed still marks its order paid.',
    );
  }
  // A header that was right once is right for its own bytes only.
  const what = 'A delivery under a header that was taken just before, with the order swapped for another,';
  await refused(t, app, other, { what, payload: swapped, signature });
  await honestOrderIsPaid(t, app);
});

const FORM = 'application/x-www-form-urlencoded';

/** As a form's fields: `data[object][payment_status]=paid`. Parsers of forms make the same object of it. */
function asForm(value: object): string {
  const fields = new URLSearchParams();
  const add = (name: string, part: unknown) => {
    if (typeof part !== 'object' || part === null) fields.append(name, String(part ?? ''));
    else for (const [key, inner] of Object.entries(part)) add(`${name}[${key}]`, inner);
  };
  for (const [key, part] of Object.entries(value)) add(key, part);
  return fields.toString();
}

check('other-spellings', async (t) => {
  t.tried('Posted unsigned events to other spellings of the route, and as other types of content.');
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  const event = paidEvent(t, order);
  const payload = JSON.stringify(event);
  const [invented = ''] = inventedHeaders(t.random, seconds(t));
  const paths = [
    `${WEBHOOK}/`,
    '/API/Webhooks/Stripe',
    '/api/webhooks/STRIPE',
    `${WEBHOOK}?${t.random.text(4)}=${t.random.integer(1, 9)}`,
    `${WEBHOOK}/?`,
    '/api/webhooks//stripe',
    '/api//webhooks/stripe',
    '/api/webhooks/%73tripe',
    '/api/./webhooks/stripe',
  ];
  const types = ['text/plain', FORM, 'application/octet-stream', 'application/vnd.api+json', undefined];
  const tries = [
    ...paths.map((path) => ({ path, type: 'application/json' as string | undefined })),
    ...types.map((type) => ({ path: WEBHOOK, type })),
  ];
  for (const { path, type } of tries) {
    for (const signature of [undefined, invented]) {
      const body = type === FORM ? asForm(event) : payload;
      const answer = await postAsStripe(app.client(), path, body, signature, {
        headers: { 'Content-Type': type },
      });
      const status = await statusOf(t, app, order);
      if (status !== 'pending') {
        t.fail(
          `A forged event to ${path} as ${type ?? 'no type of content'} was answered ${told(answer)}, and its order is "${status}".`,
          'However the route is spelled and the body is labelled, nothing that Stripe did not sign marks an order paid.',
        );
      }
    }
  }
  await honestOrderIsPaid(t, app);
});

check('refusal-says-nothing', async (t) => {
  t.tried(
    'Compared the refusals of six forgeries: no signature, an invented one, a changed body, an old timestamp, and two that are none.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  const now = seconds(t);
  const [invented = ''] = inventedHeaders(t.random, now);
  const expected = await stripeSignature(secretOf(app), now, payload);
  const forgeries = [
    ['no signature', payload, undefined],
    ['an invented signature', payload, invented],
    ['a changed body', `${payload} `, `t=${now},v1=${expected}`],
    ['an old timestamp', payload, await stripeHeader(secretOf(app), now - 3600, payload)],
    ['a timestamp beyond any date', payload, invented.replace(String(now), '9'.repeat(14))],
    ['a timestamp that is none', payload, invented.replace(String(now), t.random.text(8))],
  ] as const;
  let first: string | undefined;
  for (const [what, body, signature] of forgeries) {
    const answer = await postAsStripe(app.client(), WEBHOOK, body, signature);
    if (answer.status !== 400) {
      t.fail(
        `A delivery with ${what} was answered ${told(answer)}.`,
        'Every delivery that does not hold is answered 400.',
      );
    }
    if (answer.text.includes(expected) || answer.text.includes(secretOf(app))) {
      t.fail(
        `The refusal of a delivery with ${what} gives away the signature that it should have had.`,
        'A refusal says nothing but no.',
      );
    }
    first ??= answer.text;
    if (answer.text !== first) {
      t.fail(
        `A delivery with ${what} was answered ${told(answer)}, one with no signature "${first.slice(0, 160)}".`,
        'One and the same answer, whatever is wrong: the reason belongs into the log, not to whoever tries.',
      );
    }
  }
  await honestOrderIsPaid(t, app);
});
