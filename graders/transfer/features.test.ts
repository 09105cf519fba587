import { check, newcomer, person, told } from '../kit/index.ts';
import {
  balanceOf,
  booksOf,
  historyOf,
  holder,
  idIn,
  insistOnBooks,
  MOST_AT_ONCE,
  newKey,
  transfer,
  transferred,
  WELCOME_CREDIT,
} from './contract.ts';

check('accounts-work', async (t) => {
  t.tried('Registered, looked at the first account and opened another.');
  const app = await t.start();
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  if (registered.status !== 201 || registered.object?.id === undefined) {
    t.fail(`POST /api/register answered ${told(registered)}.`, 'A new user is answered 201 with {id}.');
  }
  const session = await newcomer(t, app);
  const list = async () => {
    const answer = await session.get('/api/accounts');
    const accounts = answer.object?.accounts;
    if (answer.status === 200 && Array.isArray(accounts)) return { answer, accounts: accounts as unknown[] };
    return t.fail(`GET /api/accounts answered ${told(answer)}.`, 'It is answered 200 with {accounts: […]}.');
  };
  const one = await list();
  const first = one.accounts[0] as Record<string, unknown> | undefined;
  const isRight = first?.balance === WELCOME_CREDIT && typeof first.name === 'string';
  if (one.accounts.length !== 1 || !isRight) {
    t.fail(
      `GET /api/accounts of a new user answered ${told(one.answer)}.`,
      `A new user has one account, {id, name, balance}, and its balance is the number ${WELCOME_CREDIT}.`,
    );
  }
  const name = t.random.pick(['Savings', 'Rent', 'Travel', 'Presents', 'Club']);
  const opened = await session.post('/api/accounts', { name });
  const { id, balance } = opened.object ?? {};
  if (opened.status !== 201 || id === undefined || balance !== 0 || opened.object?.name !== name) {
    t.fail(
      `POST /api/accounts answered ${told(opened)}.`,
      'A new account is answered 201 with {id, name, balance: 0}.',
    );
  }
  const two = await list();
  if (two.accounts.length !== 2) {
    t.fail(`After that GET /api/accounts answered ${told(two.answer)}.`, 'Both accounts are in the list.');
  }
  const savings = { name, session, account: id };
  const main = { name: 'Main', session, account: first?.id };
  const amount = t.random.integer(1, WELCOME_CREDIT - 1);
  await transferred(t, { from: main, to: savings, amount });
  const [rest, saved] = [await balanceOf(t, main), await balanceOf(t, savings)];
  if (rest !== WELCOME_CREDIT - amount || saved !== amount) {
    t.fail(
      `After ${amount} cents to one's own second account the balances are ${rest} and ${saved}.`,
      "Between one's own accounts money moves as between any others.",
    );
  }
  const entries = await historyOf(t, main);
  if (entries.length !== 1) {
    t.fail(
      `After one transfer between one's own accounts it stands in the history ${entries.length} times.`,
      "GET /api/transfers shows each transfer from or to one's own accounts once.",
    );
  }
  const stranger = await app.client().get('/api/accounts');
  if (stranger.status !== 401) {
    t.fail(`GET /api/accounts without a session answered ${told(stranger)}.`, 'Strangers get 401.');
  }
});

check('transfer-works', async (t) => {
  t.tried('Sent money to somebody else.');
  const app = await t.start();
  const [from, to] = [await holder(t, app), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  const amount = t.random.integer(1, WELCOME_CREDIT - 1);
  const answer = await transfer(t, { from, to, amount });
  const said = answer.object ?? {};
  const isRight =
    answer.status === 201 &&
    said.id !== undefined &&
    String(said.from) === String(from.account) &&
    String(said.to) === String(to.account) &&
    said.amount === amount &&
    said.created_at != null;
  if (!isRight) {
    t.fail(
      `POST /api/transfers of ${amount} cents from ${String(from.account)} to ${String(to.account)} answered ${told(answer)}.`,
      'It is answered 201 with {id, from, to, amount, created_at}; the amount is a number.',
    );
  }
  await insistOnBooks(t, before, [{ from, to, amount }], 'After a transfer');
});

check('insufficient-funds', async (t) => {
  t.tried('Sent one cent more than there is, and much more.');
  const app = await t.start();
  const balance = t.random.integer(1_000, 90_000);
  const [from, to] = [await holder(t, app, balance), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  for (const amount of [balance + 1, MOST_AT_ONCE - t.random.integer(0, 999)]) {
    const answer = await transfer(t, { from, to, amount });
    if (![400, 402, 409, 422].includes(answer.status) || typeof answer.object?.error !== 'string') {
      t.fail(
        `A transfer of ${amount} cents from an account with ${balance} was answered ${told(answer)}.`,
        'Too little money is a refusal like any other: 400, 402, 409 or 422 with {error}.',
      );
    }
    await insistOnBooks(t, before, [], `After a transfer of ${amount} cents from an account with ${balance}`);
  }
});

check('last-cent', async (t) => {
  t.tried('Sent a single cent, the largest amount, and all that was left.');
  const app = await t.start();
  const rest = t.random.integer(1, 900_000);
  const [from, to] = [await holder(t, app, 1 + MOST_AT_ONCE + rest), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  const moves = [1, MOST_AT_ONCE, rest].map((amount) => ({ from, to, amount }));
  for (const move of moves) await transferred(t, move);
  await insistOnBooks(t, before, moves, 'After three transfers that emptied an account');
});

check('history-of-both', async (t) => {
  t.tried('Looked into the histories of sender, receiver and somebody else.');
  const app = await t.start();
  const [from, to, third] = [await holder(t, app), await holder(t, app), await holder(t, app)];
  const amount = t.random.integer(1, WELCOME_CREDIT - 1);
  const answer = await transferred(t, { from, to, amount });
  for (const [whose, viewer, wanted] of [
    ['the sender', from, 1],
    ['the receiver', to, 1],
    ['somebody else', third, 0],
  ] as const) {
    const found = (await historyOf(t, viewer)).filter(
      (entry) =>
        entry.id === idIn(answer) &&
        entry.from === String(from.account) &&
        entry.to === String(to.account) &&
        entry.amount === amount,
    );
    if (found.length === wanted) continue;
    t.fail(
      `In the history of ${whose} the transfer stands ${found.length} times.`,
      "GET /api/transfers shows {id, from, to, amount, created_at} of each transfer from or to one's own accounts, once, and nobody else's.",
    );
  }
});

check('two-alike', async (t) => {
  t.tried('Sent the same amount to the same person three times, each time with a key of its own.');
  const app = await t.start();
  const [from, to] = [await holder(t, app, 90_000), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  const move = { from, to, amount: t.random.integer(1, 9_000) };
  const moves = [move, move, move];
  const one = `a${newKey(t.random)}`.slice(0, 64).toLowerCase();
  // Letters are letters: these are two keys.
  const [two, three] = [one.toUpperCase(), newKey(t.random)];
  await transferred(t, move, one);
  await transferred(t, move, two);
  await transferred(t, move, three);
  await insistOnBooks(t, before, moves, 'After three equal transfers, each with a key of its own,');
});
