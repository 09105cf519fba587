/** The contract of `transfer` as account holders meet it, and the one sum that must never change. */
import {
  type Answer,
  type CheckContext,
  newcomer,
  type Random,
  type RunningApp,
  type Session,
  signIn,
  told,
} from '../kit/index.ts';

/** The largest transfer, in cents. */
export const MOST_AT_ONCE = 1_000_000;
/** What a new user's first account holds, in cents. */
export const WELCOME_CREDIT = 10_000;

/** Somebody with an account, in a browser of their own. */
export interface Holder {
  readonly name: string;
  readonly session: Session;
  /** The account's id as the app gave it: a number or text. */
  readonly account: unknown;
}

export interface Move {
  from: Holder;
  to: Holder;
  /** In cents. */
  amount: number;
}

export interface Transfer {
  id: string;
  from: string;
  to: string;
  amount: number;
}

/** An id that a client makes for each intention: a UUID, or whatever the client's author liked. */
export function newKey(random: Random): string {
  const hex = (length: number) => random.text(length, '0123456789abcdef');
  return random.pick([
    `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`,
    hex(32),
    `${random.text(random.integer(4, 8))}-${random.text(random.integer(12, 20))}`,
    `${random.text(26, '0123456789ABCDEFGHJKMNPQRSTVWXYZ')}`,
  ]);
}

/** Amounts in cents of which no two are the same: an app may not tell transfers apart by them, and no check relies on that. */
export function amountsFrom(random: Random, least: number): () => number {
  let amount = least;
  return () => {
    amount += random.integer(1, 97);
    return amount;
  };
}

export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const listIn = (answer: Answer, key: string): unknown[] => {
  const list = Array.isArray(answer.json) ? answer.json : answer.object?.[key];
  return Array.isArray(list) ? list : [];
};

/** Somebody new with one account. @param balance in cents; the welcome credit when absent. */
export async function holder(t: CheckContext, app: RunningApp, balance?: number): Promise<Holder> {
  const session = await newcomer(t, app);
  const answer = await session.get('/api/accounts');
  const [first] = listIn(answer, 'accounts');
  const account = typeof first === 'object' && first !== null && 'id' in first ? first.id : undefined;
  if (!answer.ok || account === undefined) {
    t.fail(
      `GET /api/accounts of a new user answered ${told(answer)}.`,
      'Everybody has an account from the registration on: 200 with {accounts: [{id, name, balance}]}.',
    );
  }
  if (balance !== undefined) await topUp(t, account, balance);
  return { name: session.who.name.split(' ')[0] ?? '', session, account };
}

/** As the program for top-ups does it: on the table that the brief fixes. */
export async function topUp(t: CheckContext, account: unknown, balance: number): Promise<void> {
  const { rows } = await t.database.query(
    'update accounts set balance = $2::integer where id::text = $1 returning 1',
    [String(account), String(balance)],
  );
  if (rows.length === 1) return;
  t.fail(
    `The table accounts has no row with the id ${String(account)} that the API answered.`,
    'Top-ups and payouts work on accounts.id and accounts.balance, in whole cents: these stay.',
  );
}

/** The same person at another instance of the app. */
export async function alsoAt(
  t: CheckContext,
  app: RunningApp,
  { name, session, account }: Holder,
): Promise<Holder> {
  return { name, account, session: await signIn(t, app, session.who, session.id) };
}

/** Another account of the same person, with nothing on it. */
export async function secondAccount(t: CheckContext, { name, session }: Holder): Promise<Holder> {
  const answer = await session.post('/api/accounts', { name: 'Savings' });
  if (!answer.ok || answer.object?.id === undefined) {
    t.fail(
      `POST /api/accounts was answered ${told(answer)}.`,
      'A new account is answered 201 with {id, name, balance: 0}.',
    );
  }
  return { name, session, account: answer.object?.id };
}

/** A second instance of the app on the same database, as production runs it. */
export const secondInstance = (t: CheckContext, app: RunningApp): Promise<RunningApp> =>
  t.start({ keepDatabase: true, env: app.env });

/** Sends whatever it is given. A key of its own unless one is named. */
export function order(
  t: CheckContext,
  session: Session,
  json: unknown,
  key = newKey(t.random),
): Promise<Answer> {
  return session.send({
    method: 'POST',
    path: '/api/transfers',
    headers: { 'Idempotency-Key': key },
    json,
  });
}

export const transfer = (t: CheckContext, { from, to, amount }: Move, key?: string): Promise<Answer> =>
  order(t, from.session, { from: from.account, to: to.account, amount }, key);

/** A transfer that nothing speaks against. How exactly it is answered is for `transfer-works` alone. */
export async function transferred(t: CheckContext, move: Move, key?: string): Promise<Answer> {
  const answer = await transfer(t, move, key);
  if (!answer.ok) {
    t.fail(
      `A transfer of ${move.amount} cents from one's own account, with enough on it, was answered ${told(answer)}.`,
      'A proper transfer is answered 201 with the transfer.',
    );
  }
  return answer;
}

export const idIn = (answer: Answer): string => String(answer.object?.id ?? '');

/** In cents. A number as text is one too here: that it is a number is for `accounts-work` alone. */
export async function balanceOf(t: CheckContext, { session, account }: Holder): Promise<number> {
  const answer = await session.get('/api/accounts');
  const found = listIn(answer, 'accounts').find(
    (item): item is Record<string, unknown> =>
      typeof item === 'object' && item !== null && 'id' in item && String(item.id) === String(account),
  );
  const balance = Number(found?.balance ?? Number.NaN);
  if (Number.isNaN(balance)) {
    t.fail(
      `GET /api/accounts answered ${told(answer)}.`,
      "It is answered 200 with one's own accounts, {accounts: [{id, name, balance}]}.",
    );
  }
  return balance;
}

export async function historyOf(t: CheckContext, { session }: Holder): Promise<Transfer[]> {
  const answer = await session.get('/api/transfers');
  if (!answer.ok) {
    t.fail(
      `GET /api/transfers answered ${told(answer)}.`,
      "It is answered 200 with the transfers from and to one's own accounts.",
    );
  }
  return listIn(answer, 'transfers')
    .filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
    .map(({ id, from, to, amount }) => ({
      id: String(id),
      from: String(from),
      to: String(to),
      amount: Number(amount),
    }));
}

/** All money there is, in cents, as whoever keeps the books adds it up. */
export async function allMoney(t: CheckContext): Promise<number> {
  const { rows } = await t.database.query('select coalesce(sum(balance), 0) from accounts');
  return Number(rows[0]?.[0]);
}

export interface Books {
  /** `sent`: how many transfers from the account the owner's history shows. */
  people: ReadonlyArray<{ holder: Holder; balance: number; sent: number }>;
  total: number;
}

/** What everybody has, and what their histories say. */
export async function booksOf(t: CheckContext, people: readonly Holder[]): Promise<Books> {
  const lines = [];
  for (const holder of people) {
    const balance = await balanceOf(t, holder);
    // What the receiver sees is for `history-of-both` alone.
    const sent = (await historyOf(t, holder)).filter(({ from }) => from === String(holder.account));
    lines.push({ holder, balance, sent: sent.length });
  }
  return { people: lines, total: await allMoney(t) };
}

const samePerson = (a: Holder, b: Holder) => String(a.account) === String(b.account);

/**
 * Insists that since `before` these transfers have happened and nothing else: in balances, in histories and in the sum
 * of all money.
 * @param after what was done, as the beginning of a sentence: "After ten transfers at once"
 */
export async function insistOnBooks(
  t: CheckContext,
  before: Books,
  moves: readonly Move[],
  after: string,
): Promise<void> {
  const now = await booksOf(
    t,
    before.people.map(({ holder }) => holder),
  );
  const faults: string[] = [];
  for (const [index, was] of before.people.entries()) {
    const is = now.people[index];
    const out = moves.filter(({ from }) => samePerson(from, was.holder));
    const into = moves.filter(({ to }) => samePerson(to, was.holder));
    const sum = (list: readonly Move[]) => list.reduce((total, { amount }) => total + amount, 0);
    const balance = was.balance - sum(out) + sum(into);
    const sent = was.sent + out.length;
    const { name } = was.holder;
    if (is?.balance !== balance) faults.push(`${name} has ${is?.balance} cents instead of ${balance}`);
    if (is?.sent !== sent) {
      faults.push(`${name}'s history shows ${plural(is?.sent ?? 0, 'transfer')} sent instead of ${sent}`);
    }
  }
  const lost = before.total - now.total;
  if (lost > 0) faults.push(`${plural(lost, 'cent')} of all money are gone`);
  if (lost < 0) faults.push(`${plural(-lost, 'cent')} came out of nowhere`);
  if (faults.length === 0) return;
  const wanted =
    moves.length === 0 ? 'nothing should have changed' : `${plural(moves.length, 'transfer')} should count`;
  t.fail(
    `${after} ${wanted}, but ${faults.slice(0, 3).join(', ')}.`,
    'A transfer happens whole or not at all: one takes, one gets, both see it in their history, and the sum of all money never changes.',
  );
}

/** Insists on an answer that promises nothing, and on books that are as they were. */
export async function insistOnRefusal(
  t: CheckContext,
  before: Books,
  answer: Answer,
  what: string,
  expected: string,
): Promise<void> {
  if (answer.ok) t.fail(`${what} was answered ${told(answer)}.`, expected);
  const after = `After ${what.charAt(0).toLowerCase()}${what.slice(1).replace(/,$/, '')}`;
  await insistOnBooks(t, before, [], `${after}, answered ${answer.status},`);
}

/**
 * Belongs at the end of an attack: where no money moves at all, none is lost. Two newcomers, and one pays the other.
 */
export async function honestTransferWorks(t: CheckContext, app: RunningApp): Promise<void> {
  const [from, to] = [await holder(t, app), await holder(t, app)];
  const before = await booksOf(t, [from, to]);
  const move = { from, to, amount: t.random.integer(1, WELCOME_CREDIT - 1) };
  await transferred(t, move);
  await insistOnBooks(t, before, [move], 'After an ordinary transfer');
}
