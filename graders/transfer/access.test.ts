import { check } from '../kit/index.ts';
import { booksOf, holder, honestTransferWorks, insistOnRefusal, order } from './contract.ts';

check('foreign-account', async (t) => {
  t.tried("Sent money from somebody else's account, and from one without being logged in.");
  const app = await t.start();
  const [victim, thief] = [await holder(t, app, t.random.integer(50_000, 90_000)), await holder(t, app)];
  const json = () => ({ from: victim.account, to: thief.account, amount: t.random.integer(1, 20_000) });
  const expected = 'Money leaves an account for its owner only: 403 or 404 for others, 401 for strangers.';
  const before = await booksOf(t, [victim, thief]);
  const attempts: Array<[string, () => Promise<Awaited<ReturnType<typeof order>>>]> = [
    ["A transfer from somebody else's account", () => order(t, thief.session, json())],
    [
      "A transfer from somebody else's account, its id as text,",
      () => order(t, thief.session, { ...json(), from: String(victim.account) }),
    ],
    [
      "A transfer from a list of two accounts, one's own and somebody else's,",
      () => order(t, thief.session, { ...json(), from: [thief.account, victim.account] }),
    ],
    [
      "A transfer from somebody else's account, in the owner's name,",
      () => order(t, thief.session, { ...json(), userId: victim.session.id, user_id: victim.session.id }),
    ],
    ['A transfer of a stranger', () => app.client().post('/api/transfers', json())],
  ];
  for (const [what, attempt] of attempts) {
    await insistOnRefusal(t, before, await attempt(), what, expected);
  }
  await honestTransferWorks(t, app);
});

check('unknown-accounts', async (t) => {
  t.tried('Sent money to and from accounts that do not exist, and with ids that are none.');
  const app = await t.start();
  const me = await holder(t, app, 50_000);
  const before = await booksOf(t, [me]);
  const nobodys = unused(
    me.account,
    t.random.integer(100_000_000, 2_000_000_000),
    t.random.text(8, '0123456789abcdef'),
  );
  const word = t.random.text(9, 'bcdfghjkmnpqrstvwxz');
  const ids = [
    nobodys,
    word,
    '',
    null,
    undefined,
    {},
    [],
    -1,
    0,
    1.5,
    true,
    1e30,
    `${String(me.account)};--`,
    '\0',
  ];
  const expected = 'Whoever names no account gets a 4xx, and nobody loses anything.';
  for (const id of ids) {
    for (const [side, json] of [
      ['to', { from: me.account, to: id, amount: t.random.integer(1, 900) }],
      ['from', { from: id, to: me.account, amount: t.random.integer(1, 900) }],
    ] as const) {
      const answer = await order(t, me.session, json);
      const what = `A transfer ${side} ${id === undefined ? 'no account' : `the account ${JSON.stringify(id)}`}`;
      if (answer.status >= 500 || answer.ok) t.fail(`${what} was answered ${answer.status}.`, expected);
    }
  }
  const answer = await order(t, me.session, { from: me.account, to: nobodys, amount: 100 });
  await insistOnRefusal(t, before, answer, 'A transfer to an account that does not exist', expected);
  await honestTransferWorks(t, app);
});

/** An id of the same form that nobody has. */
function unused(id: unknown, number: number, hex: string): unknown {
  if (typeof id === 'number') return number;
  const text = String(id);
  return /^\d+$/.test(text) ? String(number) : text.replace(/[0-9a-f]{8}/i, hex);
}
