import { type Answer, type CheckContext, check, type RunningApp } from '../kit/index.ts';
import {
  type Delivery,
  deliver,
  eventOf,
  honestOrderIsDelivered,
  insistOnOnce,
  lookAt,
  newCustomer,
  newOrder,
  type Order,
  onlyOnce,
  packs,
  sameDelivery,
  statusOf,
  told,
} from './contract.ts';
import { fillDisk, type WritableTable, writableTables } from './faults.ts';

interface Trial {
  table: WritableTable;
  order: Order;
  answer: Answer;
  /** What there was when the table could be written again, before any retry. */
  found: Delivery;
  again(): Promise<Answer>;
}

/** Requests by which an app gets through what it still has to do after its answer: more than a delivery has statements. */
const TURNS = 15;

/** For each table in turn: an order is paid while that table can't be written. */
async function withEachTableFull(
  t: CheckContext,
  app: RunningApp,
  judge: (trial: Trial) => Promise<void>,
): Promise<void> {
  await honestOrderIsDelivered(t, app);
  for (const table of await writableTables(t)) {
    const order = await newOrder(t, app, await newCustomer(t, app));
    const event = eventOf(t, order, 'paid');
    const repair = await fillDisk(t, table);
    const answer = await deliver(t, app, event);
    // Who answers first and works afterwards meets the failure as well.
    for (let turn = 0; turn < TURNS; turn++) await statusOf(t, app, order);
    await repair();
    t.note(`While "${table.name}" could not be written, the delivery was answered ${answer.status}.`);
    const found = await lookAt(t, app, order);
    await judge({ table, order, answer, found, again: () => deliver(t, app, event) });
  }
  await honestOrderIsDelivered(t, app);
}

check('failure-is-admitted', async (t) => {
  t.tried('Let the writes to one table fail, each table in turn, and looked at the answers.');
  const app = await t.start();
  await withEachTableFull(t, app, async ({ table, order, answer, found }) => {
    if (!answer.ok || sameDelivery(found, onlyOnce(order))) return;
    t.fail(
      `While "${table.name}" could not be written, the delivery was answered ${told(answer)}, and there is status "${found.status}", a balance of ${found.balance} of ${order.credits} and ${found.mails} of 1 receipt.`,
      'A 2xx says: done. What could not be done is answered with an error, so that Stripe sends it again.',
    );
  });
});

check('retry-completes', async (t) => {
  t.tried(
    "Let the writes to one table fail, each table in turn, made room again, and delivered Stripe's retries: of one payment, and of thirty at once.",
  );
  const app = await t.start();
  await withEachTableFull(t, app, async ({ table, order, again }) => {
    const retry = await again();
    await insistOnOnce(
      t,
      app,
      order,
      `After a delivery that failed at "${table.name}" and Stripe's retry (${told(retry)})`,
    );
    await again();
    await insistOnOnce(t, app, order, `After a delivery that failed at "${table.name}" and two retries`);
  });
  await manyFailAtOnce(t, app);
});

/** More than a pool has connections: whoever took none for the transaction writes on several. */
const AT_ONCE = 30;

/** One customer's orders are all paid while a table can't be written, each table in turn, and again when it can. */
async function manyFailAtOnce(t: CheckContext, app: RunningApp): Promise<void> {
  const [pack] = await packs(t, app);
  for (const table of await writableTables(t)) {
    const customer = await newCustomer(t, app);
    const orders: Order[] = [];
    while (orders.length < AT_ONCE) {
      orders.push(await newOrder(t, app, customer, { ...(pack && { pack }), quantity: 1 }));
    }
    const events = orders.map((order) => eventOf(t, order, 'paid'));
    const repair = await fillDisk(t, table);
    await Promise.all(events.map((event) => deliver(t, app, event)));
    const [first] = orders;
    for (let turn = 0; first && turn < TURNS; turn++) await statusOf(t, app, first);
    await repair();
    for (const event of events) await deliver(t, app, event);
    const wanted = {
      status: 'paid',
      balance: orders.reduce((sum, { credits }) => sum + credits, 0),
      mails: orders.length,
    };
    for (const order of orders) {
      const after = `After ${AT_ONCE} deliveries at once that failed at "${table.name}", and Stripe's retries,`;
      await insistOnOnce(t, app, order, after, wanted);
    }
  }
}
