import { type CheckContext, check } from '../kit/index.ts';
import {
  alsoAt,
  amountsFrom,
  booksOf,
  type Holder,
  holder,
  honestTransferWorks,
  insistOnBooks,
  MOST_AT_ONCE,
  type Move,
  plural,
  secondInstance,
  topUp,
  transfer,
} from './contract.ts';
import { plainTables, type Taking, unguarded } from './statements.ts';

check('double-spend', async (t) => {
  t.tried('Sent more than half of one account ten times at the same moment, at two instances of the app.');
  const app = await t.start();
  const other = await secondInstance(t, app);
  const receivers = [await holder(t, app), await holder(t, app)];
  const sender = await holder(t, app, 0);
  const senders = [sender, await alsoAt(t, other, sender)];
  const before = t.database.statements.length;
  for (let round = 1; round <= 5; round++) {
    const balance = t.random.integer(10_000, 90_000);
    await topUp(t, sender.account, balance);
    // Each of them is more than half of what is there.
    const amount = amountsFrom(t.random, Math.ceil(balance / 2));
    const booksBefore = await booksOf(t, [sender, ...receivers]);
    const moves = Array.from({ length: 10 }, (_, index): Move => {
      const [from, to] = [senders[index % 2] ?? sender, receivers[(index >> 1) % 2] ?? sender];
      return { from, to, amount: amount() };
    });
    const answers = await Promise.all(moves.map((move) => transfer(t, move)));
    const done = moves.filter((_, index) => answers[index]?.ok);
    if (done.length !== 1) {
      t.fail(
        `From an account with ${balance} cents more than half was sent ten times at once: ${plural(done.length, 'transfer')} got through.`,
        'Exactly one does. Between looking at the balance and taking from it nobody else may take.',
      );
    }
    await insistOnBooks(
      t,
      booksBefore,
      done,
      'After ten transfers at once, of which one was answered as done,',
    );
  }
  await somethingKeepsApart(t, before, [sender], ['a difference', 'a balance']);
  await honestTransferWorks(t, other);
});

check('credits-at-once', async (t) => {
  t.tried('Let five people pay one at the same moment.');
  const app = await t.start();
  const other = await secondInstance(t, app);
  const receiver = await holder(t, app);
  const senders = [];
  for (let i = 0; i < 5; i++) senders.push(await holder(t, i % 2 === 0 ? app : other, 90_000));
  const amount = amountsFrom(t.random, 100);
  const sentBefore = t.database.statements.length;
  for (let round = 1; round <= 3; round++) {
    const before = await booksOf(t, [receiver, ...senders]);
    const moves = senders.map((from) => ({ from, to: receiver, amount: amount() }));
    const answers = await Promise.all(moves.map((move) => transfer(t, move)));
    const done = moves.filter((_, index) => answers[index]?.ok);
    if (done.length === 0) t.fail('Of five proper transfers at once none got through.', 'They succeed.');
    await insistOnBooks(
      t,
      before,
      done,
      `After five transfers to one account at once, of which ${done.length} were answered as done,`,
    );
  }
  await somethingKeepsApart(t, sentBefore, [receiver], ['a balance']);
});

/**
 * A race that goes wrong shows by itself, but not on every database. @param before how many statements came before it
 * @throws CheckFailure when nothing keeps two transfers apart, and they take in one of these ways.
 */
async function somethingKeepsApart(
  t: CheckContext,
  before: number,
  holders: readonly Holder[],
  wrong: readonly Taking[],
): Promise<void> {
  const keys = await plainTables(t);
  if (!keys) return;
  const sent = t.database.statements.slice(before);
  for (const { account } of holders) {
    const taking = unguarded(sent, String(account), keys);
    if (taking === undefined || !wrong.includes(taking)) continue;
    t.fail(
      `Each transfer looks at the balance and then writes ${taking}, and nothing in its statements keeps two of them apart: no lock on the account, no condition in the UPDATE, no look at what came of it. Two at once both see the old balance.`,
      'Looking at the balance and changing it is one step, or what was looked at is locked until the end.',
    );
  }
}

check('sum-of-all-money', async (t) => {
  t.tried(
    'Sent thirty transfers between four people at once, a few of them of more than there is, and added up all money.',
  );
  const app = await t.start();
  const other = await secondInstance(t, app);
  const people: Holder[] = [];
  for (let i = 0; i < 4; i++) people.push(await holder(t, app, t.random.integer(100_000, 300_000)));
  const elsewhere: Holder[] = [];
  for (const person of people) elsewhere.push(await alsoAt(t, other, person));
  const before = await booksOf(t, people);
  const amount = amountsFrom(t.random, 500);
  const moves = Array.from({ length: 30 }, (_, index): Move => {
    // Always from the one who came earlier: who waits for whom is for `deadlock-retried`.
    const sender = t.random.integer(0, people.length - 2);
    const from = (index % 2 === 0 ? people : elsewhere)[sender] as Holder;
    const to = t.random.pick(people.slice(sender + 1));
    // Spending more than there is, little by little, is for `double-spend`.
    return { from, to, amount: index % 6 === 5 ? MOST_AT_ONCE - amount() : amount() };
  });
  const sentBefore = t.database.statements.length;
  const answers = await Promise.all(moves.map((move) => transfer(t, move)));
  const done = moves.filter((_, index) => answers[index]?.ok);
  if (done.length === 0)
    t.fail('Of thirty transfers at once none got through.', 'Those with enough money succeed.');
  await insistOnBooks(
    t,
    before,
    done,
    `After thirty transfers at once, of which ${done.length} were answered as done,`,
  );
  await somethingKeepsApart(t, sentBefore, people, ['a balance']);
  await honestTransferWorks(t, app);
});
