import {
  type Answer,
  type CheckContext,
  check,
  diskFull,
  type Failure,
  failCommits,
  failWrites,
  fillDiskFrom,
  type RunningApp,
  type Table,
  tablesOf,
  told,
} from '../kit/index.ts';
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
  sameDelivery,
  statusOf,
} from './contract.ts';

interface Trial {
  table: Table;
  trouble: Trouble;
  order: Order;
  answer: Answer;
  /** What there was when the table could be written again, before any retry. */
  found: Delivery;
  again(): Promise<Answer>;
}

/** Requests by which an app gets through what it still has to do after its answer: more than a delivery has statements. */
const TURNS = 15;

/** Who answers first and works afterwards meets the failure as well. */
async function meetsTheFailure(t: CheckContext, app: RunningApp, order: Order): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await statusOf(t, app, order);
}

/** What PostgreSQL says where two get into each other's way: nothing was done, and nothing is a duplicate. */
const IN_THE_WAY: readonly Failure[] = [
  { code: '40001', message: 'could not serialize access due to concurrent update' },
  { code: '55P03', message: 'could not obtain lock on row' },
];

/** What a rule says that somebody has put on the table since. */
const RULE_BROKEN: Failure = { code: '23514', message: 'new row violates check constraint "within_reason"' };

/** A way in which writes to a table fail. */
interface Trouble {
  /** Continues "while writes to the table failed". */
  how: string;
  cause(t: CheckContext, table: Table): Promise<() => Promise<void>>;
}

const writesFail = (failure: Failure): Trouble => ({
  how: `("${failure.message}")`,
  cause: (t, table) => failWrites(t, table, failure),
});

const COMMITS_FAIL: Trouble = { how: 'at the COMMIT', cause: failCommits };

/** For each table in turn: an order is paid while no write to that table gets through. */
async function withEachTableFailing(
  t: CheckContext,
  app: RunningApp,
  troubles: readonly Trouble[],
  judge: (trial: Trial) => Promise<void>,
): Promise<void> {
  await honestOrderIsDelivered(t, app);
  const tables = await tablesOf(t);
  const trials = troubles.flatMap((trouble) => tables.map((table) => ({ table, trouble })));
  for (const { table, trouble } of trials) {
    const order = await newOrder(t, app, await newCustomer(t, app));
    const event = eventOf(t, order, 'paid');
    const repair = await trouble.cause(t, table);
    const answer = await deliver(t, app, event);
    await meetsTheFailure(t, app, order);
    await repair();
    t.note(
      `While writes to "${table.name}" failed ${trouble.how}, the delivery was answered ${answer.status}.`,
    );
    const found = await lookAt(t, app, order);
    await judge({ table, trouble, order, answer, found, again: () => deliver(t, app, event) });
  }
  await honestOrderIsDelivered(t, app);
}

check('failure-is-admitted', async (t) => {
  t.tried(
    'Let the writes to one table fail, each table in turn, by a full disk, by somebody who is in the way, by a rule and at the COMMIT, and looked at the answers.',
  );
  const app = await t.start();
  const troubles = [...[diskFull(t), ...IN_THE_WAY, RULE_BROKEN].map(writesFail), COMMITS_FAIL];
  await withEachTableFailing(t, app, troubles, async ({ table, trouble, order, answer, found }) => {
    if (!answer.ok || sameDelivery(found, onlyOnce(order))) return;
    t.fail(
      `While writes to "${table.name}" failed ${trouble.how}, the delivery was answered ${told(answer)}, and there is status "${found.status}", a balance of ${found.balance} of ${order.credits} and ${found.mails} of 1 receipt.`,
      'A 2xx says: done. What could not be done is answered with an error, so that Stripe sends it again.',
    );
  });
});

check('retry-completes', async (t) => {
  t.tried(
    "Let the writes to one table fail, each table in turn, or the disk fill up in the middle, made room again, and delivered Stripe's retries: of one payment, and of thirty at once.",
  );
  const app = await t.start();
  await withEachTableFailing(t, app, [writesFail(diskFull(t))], async ({ table, order, again }) => {
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
  await diskFillsUp(t, app);
  await manyFailAtOnce(t, app);
});

/** More writes than a delivery has. */
const MOST_WRITES = 12;

/**
 * Lets the disk fill up during a delivery, at each of its writes in turn. What the app does about it fails as well:
 * what it took down to begin with, it can't take back.
 */
async function diskFillsUp(t: CheckContext, app: RunningApp): Promise<void> {
  for (let first = 1; first <= MOST_WRITES; first++) {
    const order = await newOrder(t, app, await newCustomer(t, app));
    const event = eventOf(t, order, 'paid');
    const repair = await fillDiskFrom(t, first);
    const failed = await deliver(t, app, event);
    await meetsTheFailure(t, app, order);
    const writes = await repair();
    await deliver(t, app, event);
    const after = `After a delivery during which the disk was full from write number ${first} on (${failed.status}), and Stripe's retry,`;
    await insistOnOnce(t, app, order, after);
    if (writes < first) return;
  }
}

/** More than a pool has connections: whoever took none for the transaction writes on several. */
const AT_ONCE = 30;

/** So many orders are paid while a table can't be written, each table in turn, and again when it can. */
async function manyFailAtOnce(t: CheckContext, app: RunningApp): Promise<void> {
  for (const table of await tablesOf(t)) {
    const orders: Order[] = [];
    // Of a customer each: several orders of one customer are for other checks.
    while (orders.length < AT_ONCE) orders.push(await newOrder(t, app, await newCustomer(t, app)));
    const events = orders.map((order) => eventOf(t, order, 'paid'));
    const repair = await failWrites(t, table);
    await Promise.all(events.map((event) => deliver(t, app, event)));
    for (const order of orders.slice(0, 1)) await meetsTheFailure(t, app, order);
    await repair();
    for (const event of events) await deliver(t, app, event);
    const after = `After ${AT_ONCE} deliveries at once that failed at "${table.name}", and Stripe's retries,`;
    for (const order of orders) await insistOnOnce(t, app, order, after);
  }
}
