import { check, told } from '../kit/index.ts';
import {
  alsoAt,
  booksOf,
  holder,
  honestTransferWorks,
  idIn,
  insistOnBooks,
  type Move,
  newKey,
  order,
  secondAccount,
  secondInstance,
  transfer,
  transferred,
} from './contract.ts';

const SAME =
  'The same key with the same body is the same transfer: the answer of the first time, and nothing moves.';

check('key-again', async (t) => {
  t.tried('Sent a transfer four times with one key, one after another.');
  const app = await t.start();
  for (let round = 1; round <= 2; round++) {
    const amount = t.random.integer(1_000, 90_000);
    // In the second round there is not enough left when the repetition comes.
    const rest = round === 1 ? amount * 4 : t.random.integer(1, amount - 1);
    const [from, to] = [await holder(t, app, amount + rest), await holder(t, app)];
    const before = await booksOf(t, [from, to]);
    const key = newKey(t.random);
    const move = { from, to, amount };
    const first = await transferred(t, move, key);
    for (const time of ['second', 'third', 'fourth']) {
      const again = await transfer(t, move, key);
      await insistOnBooks(t, before, [move], `After a transfer was sent for the ${time} time with its key`);
      if (!again.ok || idIn(again) !== idIn(first)) {
        t.fail(
          `The first answer was ${told(first)}, the ${time} one with the same key ${told(again)}.`,
          SAME,
        );
      }
    }
  }
  await honestTransferWorks(t, app);
});

check('key-at-once', async (t) => {
  t.tried('Sent one transfer with one key ten times at the same moment, to two instances of the app.');
  const app = await t.start();
  const other = await secondInstance(t, app);
  const [from, to] = [await holder(t, app, 900_000), await holder(t, app)];
  const senders = [from, await alsoAt(t, other, from)];
  for (let round = 1; round <= 3; round++) {
    const before = await booksOf(t, [from, to]);
    const key = newKey(t.random);
    const move = { from, to, amount: t.random.integer(1, 20_000) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        transfer(t, { ...move, from: senders[index % 2] ?? from }, key),
      ),
    );
    const last = await transfer(t, move, key);
    await insistOnBooks(t, before, [move], 'After ten times the same transfer with one key at once');
    const ids = new Set([...answers.filter(({ ok }) => ok), last].map(idIn));
    if (!last.ok || ids.size !== 1) {
      t.fail(
        `Ten times the same transfer with one key at once: the answers name ${ids.size} different transfers, and the key once more is answered ${told(last)}.`,
        'All that are answered with a 2xx name one transfer. Who comes while it is in work may get 409; who comes later gets the answer of the first.',
      );
    }
  }
  await honestTransferWorks(t, other);
});

check('key-other-body', async (t) => {
  t.tried('Sent another transfer with a key that was used.');
  const app = await t.start();
  const [from, to, third] = [await holder(t, app, 500_000), await holder(t, app), await holder(t, app)];
  const key = newKey(t.random);
  const move: Move = { from, to, amount: t.random.integer(100, 50_000) };
  const first = await transferred(t, move, key);
  const own = await secondAccount(t, from);
  await transferred(t, { from, to: own, amount: move.amount + 1 });
  const before = await booksOf(t, [from, to, third, own]);
  for (const [what, changed] of [
    ['another amount', { ...move, amount: move.amount + t.random.integer(1, 9_000) }],
    ['another receiver', { ...move, to: third }],
    ["another one of one's own accounts", { ...move, from: own }],
  ] as const) {
    const answer = await transfer(t, changed, key);
    await insistOnBooks(t, before, [], `After a key was used again with ${what} (${answer.status})`);
    if (answer.status !== 409 && answer.status !== 422) {
      t.fail(
        `A key that was used, with ${what}, was answered ${told(answer)}.`,
        'The client made a mistake and has to hear of it: 409 or 422. A 2xx would be a receipt for a transfer that never was.',
      );
    }
  }
  const again = await transfer(t, move, key);
  if (!again.ok || idIn(again) !== idIn(first)) {
    t.fail(`After that, the first transfer with its key was answered ${told(again)}.`, SAME);
  }
});

check('key-of-others', async (t) => {
  t.tried("Sent a transfer with the key of somebody else's.");
  const app = await t.start();
  const [ada, bob, shop] = [await holder(t, app, 50_000), await holder(t, app, 50_000), await holder(t, app)];
  const before = await booksOf(t, [ada, bob, shop]);
  const key = newKey(t.random);
  const amount = t.random.integer(100, 9_000);
  const moves: Move[] = [
    { from: ada, to: shop, amount },
    { from: bob, to: shop, amount },
  ];
  const ids = [];
  for (const move of moves) {
    const answer = await transfer(t, move, key);
    if (!answer.ok) {
      t.fail(
        `A key that somebody else had used was answered ${told(answer)}.`,
        "Keys are each user's own: nobody can block or learn another's transfer by its key.",
      );
    }
    ids.push(idIn(answer));
  }
  await insistOnBooks(t, before, moves, 'After two transfers of two people with the same key');
  if (ids[0] === ids[1]) {
    t.fail(
      `Two people with the same key got the same transfer, ${ids[0]}, as their answer.`,
      "Keys are each user's own.",
    );
  }
  // Nor does it open an account: the key is not a ticket.
  const stolen = await order(t, bob.session, { from: ada.account, to: shop.account, amount }, key);
  if (stolen.ok) {
    t.fail(
      `With Ada's key and Ada's account another user was answered ${told(stolen)}.`,
      "Somebody else's account stays closed, whatever key comes with it.",
    );
  }
});

check('key-after-restart', async (t) => {
  t.tried('Sent a transfer, restarted the app, and sent it again with its key.');
  const app = await t.start();
  const [from, to] = [await holder(t, app, t.random.integer(50_000, 90_000)), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  const key = newKey(t.random);
  const move = { from, to, amount: t.random.integer(1, 9_000) };
  const first = await transferred(t, move, key);
  await app.stop();
  const again = await secondInstance(t, app);
  const [sender, receiver] = [await alsoAt(t, again, from), await alsoAt(t, again, to)];
  const books = {
    ...before,
    people: before.people.map((line, index) => ({ ...line, holder: index === 0 ? sender : receiver })),
  };
  const answer = await transfer(t, { ...move, from: sender }, key);
  await insistOnBooks(
    t,
    books,
    [move],
    'After a transfer, a restart and the same transfer with the same key',
  );
  if (!answer.ok || idIn(answer) !== idIn(first)) {
    t.fail(`The first answer was ${told(first)}, the one after a restart ${told(answer)}.`, SAME);
  }
  await honestTransferWorks(t, again);
});
