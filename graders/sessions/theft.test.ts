import { type CheckContext, check, type RunningApp } from '../kit/index.ts';
import type { Browser } from './browser.ts';
import {
  canLogInAgain,
  IN_GRACE,
  isIn,
  newUser,
  outWhenAccessIsOver,
  PAST_GRACE,
  refresh,
  refreshed,
  refreshesNothing,
  type User,
} from './contract.ts';

const ONCE = 'A refresh token works once. Ten seconds after it was replaced it is worth nothing.';
const THEFT =
  'Two people hold what only one should, and nobody can tell which of them is the thief: the whole session ends, its newest token included.';

/** Somebody else goes on all the while: a wait that ends everything ends what should live, too. */
async function goesOnUnharmed(t: CheckContext, { browser, who }: User): Promise<void> {
  await refreshed(t, browser, 'Somebody else, with the newest cookies of their own:');
  await isIn(t, browser, who, 'Somebody else, after a refresh of their own:');
}

/** The owner goes on by some refreshes, minutes apart, as people do. */
async function goesOn(t: CheckContext, { browser }: User, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await t.clock.advance(`${t.random.integer(2, 20)}m`);
    await refreshed(t, browser, 'Minutes after the one before, with the newest cookies,');
  }
}

/** Nothing of the session is left: these can't refresh, and two hours later they are not in either. */
async function ended(t: CheckContext, browsers: readonly Browser[], happened: string): Promise<void> {
  for (const browser of browsers) await refreshesNothing(t, browser, happened, THEFT);
  await outWhenAccessIsOver(t, browsers, happened, THEFT);
}

check('refresh-rotates', async (t) => {
  t.tried('Copied the cookies, let the owner refresh, and presented the copy after the grace.');
  const app = await t.start();
  const user = await newUser(t, app);
  const other = await newUser(t, app);
  for (let round = 1; round <= 3; round++) {
    const { browser } = round === 1 ? user : await newUser(t, app);
    for (let before = 1; before < round; before++) await refreshed(t, browser, 'Right after the login');
    const copy = browser.copy();
    await refreshed(t, browser, 'Right after the login');
    await t.clock.advance(PAST_GRACE);
    await goesOnUnharmed(t, other);
    await refreshesNothing(
      t,
      copy,
      'The owner has refreshed, and 14 seconds later the token from before still works',
      ONCE,
    );
  }
  await canLogInAgain(t, app, user.who);
});

check('thief-comes-first', async (t) => {
  t.tried('Copied the cookies, refreshed with the copy, and let the owner refresh after it.');
  const app = await t.start();
  const user = await newUser(t, app);
  await goesOn(t, user, 1);
  const thief = user.browser.copy();
  await refreshed(t, thief, 'With the newest cookies');
  await t.clock.advance('3m');
  const happened = 'A thief refreshed first and the owner after it, with the token that was replaced';
  await refreshesNothing(t, user.browser, happened, ONCE);
  await ended(t, [thief, user.browser], `${happened}; and the thief is still in`);
  await canLogInAgain(t, app, user.who);
});

check('thief-comes-late', async (t) => {
  t.tried('Copied the cookies, let the owner refresh several times, and presented the copy.');
  const app = await t.start();
  const user = await newUser(t, app);
  // More than anybody would keep of them.
  for (const times of [1, t.random.integer(11, 13)]) {
    const victim = times === 1 ? user : await newUser(t, app);
    const copy = victim.browser.copy();
    await goesOn(t, victim, times);
    if (times > 1) {
      // Some days later: what forgets the old ones does so by then.
      await t.clock.advance('2d');
      await goesOn(t, victim, 1);
    }
    await t.clock.advance('1m');
    const refreshes = times === 1 ? 'one refresh' : `${times + 1} refreshes and two days`;
    const happened = `A token from ${refreshes} ago was used`;
    await refreshesNothing(t, copy, happened, ONCE);
    await ended(t, [victim.browser], `${happened} and refused, and the session goes on`);
  }
  await canLogInAgain(t, app, user.who);
});

check('theft-after-restart', async (t) => {
  t.tried('Copied the cookies, let the owner refresh, restarted the app, and presented the copy.');
  const app = await t.start();
  const user = await newUser(t, app);
  const other = await newUser(t, app);
  const copy = user.browser.copy();
  await refreshed(t, user.browser, 'Right after the login');
  await app.stop();
  const again = await t.start({ keepDatabase: true, env: app.env });
  await t.clock.advance('2m');
  const client = again.client(user.browser.client.address);
  const others = again.client(other.browser.client.address);
  await goesOnUnharmed(t, { ...other, browser: other.browser.movedTo(others) });
  const happened = 'A token that was replaced before a restart was used after it';
  await refreshesNothing(t, copy.movedTo(client), happened, ONCE);
  await ended(t, [user.browser.movedTo(client)], `${happened} and refused, and the session goes on`);
  await canLogInAgain(t, again, user.who);
});

/**
 * Two copies of one token: one refreshes, the other comes in the grace. An app without a grace has none to abuse: that it
 * has one is for `two-tabs` and `lost-answer`.
 */
async function bothInGrace(
  t: CheckContext,
  app: RunningApp,
): Promise<{ user: User; first: Browser; second: Browser; third: Browser } | undefined> {
  const user = await newUser(t, app);
  const [second, third] = [user.browser.copy(), user.browser.copy()];
  await refreshed(t, user.browser, 'Right after the login');
  await t.clock.advance(IN_GRACE);
  if (!(await refresh(second)).ok) {
    await canLogInAgain(t, app, user.who);
    return undefined;
  }
  return { user, first: user.browser, second, third };
}

check('grace-is-not-prolonged', async (t) => {
  t.tried('Used a replaced token six seconds after it was replaced, and again at fourteen.');
  const app = await t.start();
  const other = await newUser(t, app);
  const both = await bothInGrace(t, app);
  if (!both) return;
  await t.clock.advance('8s');
  await goesOnUnharmed(t, other);
  const happened = 'A token was used within its grace, and once more 14 seconds after it was replaced';
  await refreshesNothing(
    t,
    both.third,
    happened,
    'The ten seconds begin when a token is replaced, and no use makes them longer: else whoever knocks every nine seconds stays for ever.',
  );
  await ended(t, [both.first, both.second], `${happened}, which was refused, and the session goes on`);
  await canLogInAgain(t, app, both.user.who);
});

check('grace-does-not-fork', async (t) => {
  t.tried('Let two holders of one token refresh within the grace, and then both go on.');
  const app = await t.start();
  const expected =
    'Of two who got a pair in the grace only the first to refresh goes on; the other one, later than the grace, is theft. A thief who was quick once would stay unnoticed for ever.';
  for (const winner of ['first', 'second'] as const) {
    const both = await bothInGrace(t, app);
    if (!both) return;
    const { user, first, second } = both;
    const [early, late] = winner === 'first' ? [first, second] : [second, first];
    await t.clock.advance('5m');
    await refreshed(t, early, 'Five minutes after two had refreshed with one token, one of them');
    await t.clock.advance('1m');
    const happened =
      'Two holders of one token refreshed within the grace, then one of them again, and a minute later the other one';
    await refreshesNothing(t, late, `${happened}, as if there were two sessions`, expected);
    await ended(t, [early], `${happened}, who was refused, and the session goes on`);
    await canLogInAgain(t, app, user.who);
  }
});
