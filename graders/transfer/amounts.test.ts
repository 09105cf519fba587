import { type CheckContext, check } from '../kit/index.ts';
import { booksOf, holder, honestTransferWorks, insistOnRefusal, MOST_AT_ONCE, order } from './contract.ts';

/** Sends each of these amounts from an account with plenty on it, and insists that each is refused. */
async function refusesAmounts(
  t: CheckContext,
  amounts: readonly unknown[],
  balance = t.random.integer(20_000_000, 90_000_000),
): Promise<void> {
  const app = await t.start();
  const [from, to] = [await holder(t, app, balance), await holder(t, app)];
  for (const amount of amounts) {
    const before = await booksOf(t, [from, to]);
    const answer = await order(t, from.session, { from: from.account, to: to.account, amount });
    const what = `A transfer of ${JSON.stringify(amount) ?? 'no amount'}`;
    const expected = `An amount is a whole number of cents from 1 to ${MOST_AT_ONCE}; anything else is answered 400 or 422.`;
    await insistOnRefusal(t, before, answer, what, expected);
    if (answer.status !== 400 && answer.status !== 422) {
      t.fail(`${what} was answered ${answer.status}.`, expected);
    }
  }
  await honestTransferWorks(t, app);
}

check('negative-amounts', async (t) => {
  t.tried("Sent less than nothing: a transfer in the other direction, with the other's money.");
  const some = t.random.integer(2, 9_000);
  await refusesAmounts(t, [-some, -1, 0, -MOST_AT_ONCE]);
});

check('fractional-amounts', async (t) => {
  t.tried('Sent fractions of a cent.');
  const whole = t.random.integer(10, 900);
  await refusesAmounts(t, [whole + 0.5, 0.1, whole + t.random.integer(1, 99) / 100, 1.000001]);
});

check('huge-amounts', async (t) => {
  t.tried(`Sent more than ${MOST_AT_ONCE} cents at once, up to numbers that no column holds.`);
  await refusesAmounts(t, [
    MOST_AT_ONCE + 1,
    MOST_AT_ONCE + t.random.integer(2, 9_000_000),
    2_147_483_648,
    4_294_967_297,
    2 ** 53 + 2,
    1e25,
    1e300,
  ]);
});

check('amount-is-no-number', async (t) => {
  t.tried('Sent amounts that are no numbers: a boolean, a list, an object, nothing, text.');
  const some = t.random.integer(10, 900);
  await refusesAmounts(t, [
    true,
    [some],
    { amount: some },
    null,
    undefined,
    '',
    `${some} EUR`,
    'NaN',
    'Infinity',
  ]);
});

check('to-oneself', async (t) => {
  t.tried('Sent money from an account to the same account.');
  const app = await t.start();
  const me = await holder(t, app, t.random.integer(10_000, 90_000));
  const id = String(me.account);
  // The same id in other clothes: what a comparison of texts or types lets pass.
  for (const to of [
    me.account,
    id,
    ` ${id}`,
    `0${id}`,
    `${id}.0`,
    `${id} `,
    id.toUpperCase(),
    [me.account],
  ]) {
    const before = await booksOf(t, [me]);
    const amount = t.random.integer(100, 9_000);
    const answer = await order(t, me.session, { from: me.account, to, amount });
    const what = `A transfer from the account ${JSON.stringify(me.account)} to ${JSON.stringify(to)}, itself,`;
    const expected = 'From and to are two accounts; a transfer to oneself is answered 400 or 422.';
    await insistOnRefusal(t, before, answer, what, expected);
    if (to === me.account && answer.status >= 500) t.fail(`${what} was answered ${answer.status}.`, expected);
  }
  await honestTransferWorks(t, app);
});
