import {
  type Answer,
  check,
  failCommits,
  failWrites,
  fillDiskFrom,
  internalsIn,
  tablesOf,
  told,
} from '../kit/index.ts';
import {
  alsoAt,
  amountsFrom,
  booksOf,
  holder,
  honestTransferWorks,
  idIn,
  insistOnBooks,
  insistOnRefusal,
  type Move,
  newKey,
  order,
  secondInstance,
  transfer,
  transferred,
} from './contract.ts';
import { accountsTable, DEADLOCK, lostConnection, saboteur } from './faults.ts';

const ADMITS = 'What the database could not do is answered with an error, 5xx: a 2xx is a receipt.';

check('connection-drops', async (t) => {
  t.tried('Let the database connection drop after the first balance was changed, and before.');
  const app = await t.start();
  const fault = await saboteur(t);
  for (const [first, moment] of [
    [2, 'after one balance was changed'],
    [1, 'before a balance was changed'],
  ] as const) {
    const [from, to] = [await holder(t, app, t.random.integer(5_000, 90_000)), await holder(t, app)];
    const before = await booksOf(t, [from, to]);
    await fault.fail({ first }, lostConnection(t));
    const answer = await transfer(t, { from, to, amount: t.random.integer(100, 5_000) });
    await fault.repair();
    await insistOnRefusal(t, before, answer, `A transfer whose connection dropped ${moment}`, ADMITS);
  }
  await honestTransferWorks(t, app);
});

check('failures-among-others', async (t) => {
  t.tried(
    'Sent sixteen transfers at once, four of them of more than there is, while every third change of a balance failed.',
  );
  const app = await t.start();
  const fault = await saboteur(t);
  const pairs = [];
  for (let i = 0; i < 4; i++) {
    pairs.push([
      await holder(t, app, 80_000),
      await holder(t, app, t.random.integer(80_000, 90_000)),
    ] as const);
  }
  const amount = amountsFrom(t.random, 100);
  for (let round = 1; round <= 3; round++) {
    const before = await booksOf(t, pairs.flat());
    const moves: Move[] = t.random.shuffle(
      pairs.flatMap(([from, to]) => [
        { from, to, amount: amount() },
        { from: to, to: from, amount: amount() },
        { from, to, amount: amount() },
        { from: to, to: from, amount: 500_000 + amount() },
      ]),
    );
    await fault.fail({ first: 3, every: 3 }, lostConnection(t));
    const answers = await Promise.all(moves.map((move) => transfer(t, move)));
    await fault.repairMet(3);
    const done = moves.filter((_, index) => answers[index]?.ok);
    await insistOnBooks(
      t,
      before,
      done,
      `After sixteen transfers at once, of which ${answers.length - done.length} were answered with an error and ${done.length} as done,`,
    );
  }
  await honestTransferWorks(t, app);
});

check('every-write-counts', async (t) => {
  t.tried(
    'Let the writes to one table fail, each table in turn, and then the COMMIT, and looked at what had happened.',
  );
  const app = await t.start();
  const [from, to] = [await holder(t, app, t.random.integer(100_000, 900_000)), await holder(t, app)];
  // Another program's schema and trigger change nothing: an app that refuses to work beside them withstands every failure.
  await saboteur(t);
  // Whatever is filled on demand is there from now on.
  await transferred(t, { from, to, amount: t.random.integer(1, 500) });
  const amount = amountsFrom(t.random, 500);
  for (const table of await tablesOf(t)) {
    const before = await booksOf(t, [from, to]);
    const move = { from, to, amount: amount() };
    const repair = await failWrites(t, table);
    const answer = await transfer(t, move);
    await repair();
    await insistOnBooks(
      t,
      before,
      answer.ok ? [move] : [],
      `After a transfer while "${table.name}" could not be written, answered ${answer.status},`,
    );
  }
  const before = await booksOf(t, [from, to]);
  const repair = await failCommits(t, await accountsTable(t));
  const answer = await transfer(t, { from, to, amount: amount() });
  await repair();
  await insistOnRefusal(t, before, answer, 'A transfer whose COMMIT failed', ADMITS);
  await honestTransferWorks(t, app);
});

check('retry-after-failure', async (t) => {
  t.tried('Let a transfer fail in the middle, and sent it again with the same key when the database worked.');
  const app = await t.start();
  const [from, to] = [await holder(t, app, t.random.integer(100_000, 900_000)), await holder(t, app)];
  await transferred(t, { from, to, amount: t.random.integer(1, 500) });
  const tables = await tablesOf(t);
  const fault = await saboteur(t);
  const failures = [
    async () => {
      await fault.fail({ first: 2 }, lostConnection(t));
      return () => fault.repairMet(1);
    },
    ...tables.map((table) => () => failWrites(t, table)),
    // What an app does about a failure fails as well: whoever takes back by hand can't rely on it.
    ...[2, 3, 4].map((first) => () => fillDiskFrom(t, first)),
  ];
  const amount = amountsFrom(t.random, 500);
  for (const failure of failures) {
    const before = await booksOf(t, [from, to]);
    const key = newKey(t.random);
    const move = { from, to, amount: amount() };
    const repair = await failure();
    const failed = await transfer(t, move, key);
    await repair();
    const again = await transfer(t, move, key);
    if (!again.ok) {
      t.fail(
        `A transfer failed with ${failed.status}; sent again with its key when the database worked, it was answered ${told(again)}.`,
        'A key belongs to what was done. What failed was not done, so the client may try again with the same key.',
      );
    }
    const third = await transfer(t, move, key);
    await insistOnBooks(
      t,
      before,
      [move],
      `After a transfer that failed (${failed.status}), its repetition (${again.status}) and one more (${third.status})`,
    );
  }
});

check('deadlock-retried', async (t) => {
  t.tried(
    'Let PostgreSQL end a transfer twice as the victim of a deadlock (40P01), and sent opposite transfers at once.',
  );
  const app = await t.start();
  const other = await secondInstance(t, app);
  const fault = await saboteur(t);
  const [ada, bob] = [await holder(t, app, 200_000), await holder(t, app, 200_000)];
  const amount = amountsFrom(t.random, 1);
  for (const failing of [
    { first: 1, last: 2 },
    { first: 2, every: 2, last: 4 },
  ]) {
    const before = await booksOf(t, [ada, bob]);
    const move = { from: ada, to: bob, amount: amount() };
    await fault.fail(failing, DEADLOCK);
    const answer = await transfer(t, move);
    await fault.repairMet(1);
    if (!answer.ok) {
      t.fail(
        `PostgreSQL ended a transfer as the victim of a deadlock, and the client got ${told(answer)}.`,
        'Nothing has happened and nothing is wrong: the app tries again, and the third try at the latest is answered as any transfer.',
      );
    }
    await insistOnBooks(t, before, [move], 'After a transfer that was the victim of two deadlocks');
  }
  const bobElsewhere = await alsoAt(t, other, bob);
  for (let round = 1; round <= 4; round++) {
    const before = await booksOf(t, [ada, bob]);
    const moves: Move[] = [
      { from: ada, to: bob, amount: amount() },
      { from: bobElsewhere, to: ada, amount: amount() },
    ];
    const answers = await Promise.all(moves.map((move) => transfer(t, move)));
    const refused = answers.find(({ ok }) => !ok);
    if (refused) {
      t.fail(
        `Of two opposite transfers at once, both with enough money, one was answered ${told(refused)}.`,
        'Each waits for the other or is tried again: both succeed.',
      );
    }
    await insistOnBooks(t, before, moves, 'After two opposite transfers at once');
  }
});

/** More often than this nobody tries. */
const MOST_TRIES = 10;

check('gives-up', async (t) => {
  t.tried('Let PostgreSQL end every try of a transfer as the victim of a deadlock.');
  const app = await t.start();
  const fault = await saboteur(t);
  const [from, to] = [await holder(t, app, t.random.integer(20_000, 90_000)), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  // At some point it works again, so that an app without any limit comes to an end as well.
  await fault.fail({ first: 1, last: 30 }, DEADLOCK);
  const answer = await transfer(t, { from, to, amount: t.random.integer(1, 5_000) });
  const tries = await fault.repair();
  if (tries > MOST_TRIES) {
    t.fail(
      `The app tried a transfer ${tries} times, one deadlock after the other, and answered ${told(answer)}.`,
      `After ${MOST_TRIES} tries at most it gives up with an error: whoever tries for ever keeps a connection and a client waiting, just when the database has too much to do.`,
    );
  }
  await insistOnRefusal(t, before, answer, `A transfer that failed ${plural(tries)}`, ADMITS);
  await honestTransferWorks(t, app);
});

const plural = (count: number) => (count === 1 ? 'once' : `${count} times`);

check('errors-tell-nothing', async (t) => {
  t.tried('Read the answers to transfers that failed, and to requests that are none.');
  const app = await t.start();
  const fault = await saboteur(t);
  const [from, to] = [await holder(t, app, 50_000), await holder(t, app)];
  const answers: Array<readonly [string, Answer, string | undefined]> = [];
  const lost = lostConnection(t);
  await fault.fail({ first: 1 }, lost);
  const failed = await transfer(t, { from, to, amount: t.random.integer(1, 500) });
  answers.push(['A transfer whose connection dropped', failed, lost.message]);
  await fault.repair();
  const word = t.random.text(12, 'bcdfghjkmnpqrstvwxz');
  for (const [what, json] of [
    ['An account id that is none', { from: from.account, to: word, amount: 100 }],
    ['An amount that is none', { from: from.account, to: to.account, amount: word }],
    ['An amount of 1e300', { from: from.account, to: to.account, amount: 1e300 }],
    ['A transfer that is a list', [word]],
  ] as const) {
    answers.push([what, await order(t, from.session, json), undefined]);
  }
  const malformed = await from.session.send({
    method: 'POST',
    path: '/api/transfers',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey(t.random) },
    body: `{"amount": ${word}`,
  });
  answers.push(['JSON that is broken', malformed, undefined]);
  for (const [what, answer, secret] of answers) {
    const found =
      internalsIn(answer) ?? (secret && answer.text.includes(secret) ? "the database's message" : undefined);
    if (found) {
      t.fail(
        `${what} was answered ${told(answer)}: that is ${found}.`,
        'An error is a JSON object {error} in your own words; the details go to the log.',
      );
    }
    const isInForm = answer === malformed || typeof answer.object?.error === 'string';
    if (answer.ok || !isInForm) {
      t.fail(`${what} was answered ${told(answer)}.`, 'An error is answered with a JSON object {error}.');
    }
  }
  if (idIn(await transferred(t, { from, to, amount: t.random.integer(1, 500) })) === '') {
    t.fail('After all that a transfer was answered without its id.', 'Honest transfers go on working.');
  }
});
