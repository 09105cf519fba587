import { type Answer, check, person, told } from '../kit/index.ts';
import { Browser, present } from './browser.ts';
import {
  changePassword,
  IN_GRACE,
  isIn,
  logIn,
  logOut,
  me,
  newUser,
  PAST_GRACE,
  refresh,
  refreshed,
  shows,
  type User,
} from './contract.ts';

check('login-works', async (t) => {
  t.tried('Registered two users, logged in, asked GET /api/me in turn, and failed to log in.');
  const app = await t.start();
  const users: User[] = [];
  for (let count = 0; count < 2; count++) {
    const who = person(t.random);
    const answer = await app.client().post('/api/register', who);
    const id = String(answer.object?.id ?? '');
    if (answer.status !== 201 || id === '') {
      t.fail(
        `POST /api/register with a new address was answered ${told(answer)}.`,
        'A registration is answered 201 with {id, email}.',
      );
    }
    const again = await app.client().post('/api/register', who);
    if (again.status !== 409)
      t.fail(`Registering an address again was answered ${told(again)}.`, 'A taken address is answered 409.');
    const browser = Browser.new(app);
    const login = await logIn(t, who, browser);
    if (login.status !== 200)
      t.fail(`The right password was answered ${told(login)}.`, 'A login is answered 200.');
    users.push({ who, id, browser });
  }
  for (const { who, id, browser } of [...users, ...users]) {
    const answer = await me(browser);
    const record = answer.object;
    const isRight =
      answer.status === 200 && shows(answer, who) && record?.name === who.name && String(record?.id) === id;
    if (!isRight) {
      t.fail(
        `GET /api/me of ${who.email} was answered ${told(answer)}.`,
        `It is answered 200 with {id: ${id}, email, name: ${JSON.stringify(who.name)}} of the one who asks.`,
      );
    }
  }
  const [first, second] = users as [User, User];
  for (const wrong of [second.who.password, `${first.who.password}x`]) {
    const answer = await Browser.new(app).post('/api/login', { email: first.who.email, password: wrong });
    if (answer.status !== 401)
      t.fail(`A wrong password was answered ${told(answer)}.`, 'A wrong password is answered 401.');
  }
  const answer = await me(Browser.new(app));
  if (answer.status !== 401)
    t.fail(
      `GET /api/me without cookies was answered ${told(answer)}.`,
      'Without a session it is answered 401.',
    );
});

check('refresh-works', async (t) => {
  t.tried('Refreshed again and again, with the access token over and before, and without any cookie.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const other = await newUser(t, app);
  for (const wait of ['1m', '16m', '10s', '2h', '14m'] as const) {
    await t.clock.advance(wait);
    const answer = await refresh(browser);
    if (answer.status !== 200 && answer.status !== 204) {
      t.fail(
        `POST /api/refresh, ${wait} after the last one, was answered ${told(answer)}.`,
        'A refresh is answered 200 or 204, with a new pair as cookies, whether the access token is over or not.',
      );
    }
    await isIn(t, browser, who, 'Right after a refresh');
  }
  await refreshed(t, other.browser, 'Two hours after the login');
  await isIn(t, other.browser, other.who, 'Right after a refresh');
  const answer = await refresh(Browser.new(app));
  if (answer.status !== 401)
    t.fail(
      `POST /api/refresh without cookies was answered ${told(answer)}.`,
      'Without a session it is answered 401.',
    );
});

check('two-tabs', async (t) => {
  t.tried('Refreshed several times at the same moment with the same cookies, and went on with them.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const stay =
    'Within ten seconds the replaced token gets a pair that works too, and the browser stays logged in whichever answer comes last.';
  for (const [tabs, last] of [
    [2, 'first'],
    [2, 'second'],
    [5, 'first'],
    [5, 'last'],
  ] as const) {
    await t.clock.advance(`${t.random.integer(15, 20)}m`);
    const answers = await Promise.all(Array.from({ length: tabs }, () => refresh(browser.copy())));
    const refused = answers.find((answer) => !answer.ok);
    if (refused) t.fail(`Of ${tabs} refreshes at the same moment one was answered ${told(refused)}.`, stay);
    // The browser stores the cookies in the order in which the answers come in.
    const winner = last === 'first' ? answers[0] : last === 'second' ? answers[1] : answers.at(-1);
    const order = [...answers.filter((answer) => answer !== winner), winner as Answer];
    for (const answer of order) browser.jar.store(answer.cookies, t.clock.now());
    const when = `After ${tabs} refreshes at the same moment, with the cookies of the ${last} one,`;
    await isIn(t, browser, who, when);
    await t.clock.advance('12m');
    const next = await refresh(browser);
    if (!next.ok) t.fail(`${when} the next refresh was answered ${told(next)}.`, stay);
    await isIn(t, browser, who, `${when} and a refresh more,`);
  }
});

check('lost-answer', async (t) => {
  t.tried('Lost the answer to a refresh on the way, and repeated it six seconds later with the old cookies.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  for (const when of ['login', 'refresh'] as const) {
    if (when === 'refresh') await t.clock.advance('16m');
    if (when === 'refresh') await refreshed(t, browser, 'After 16 minutes');
    await t.clock.advance('13m');
    await refreshed(t, browser.copy(), `Some minutes after the ${when}`);
    await t.clock.advance(IN_GRACE);
    const again = await refresh(browser);
    const expected =
      'For ten seconds the replaced token gets a pair that works, the refresh token included: the browser never saw the other one.';
    if (!again.ok) t.fail(`Repeated after six seconds, the refresh was answered ${told(again)}.`, expected);
    await isIn(t, browser, who, 'After the repeated refresh');
    await t.clock.advance('14m');
    const next = await refresh(browser);
    if (!next.ok)
      t.fail(`The repeated refresh went well, and the next one was answered ${told(next)}.`, expected);
    await isIn(t, browser, who, 'After the next refresh');
    await t.clock.advance(PAST_GRACE);
  }
});

check('access-lasts', async (t) => {
  t.tried('Asked GET /api/me for almost five minutes without a refresh.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  for (const since of ['the login', 'a refresh']) {
    for (const wait of ['90s', '100s', '100s'] as const) {
      await t.clock.advance(wait);
      const answer = await me(browser);
      if (!shows(answer, who)) {
        t.fail(
          `Within five minutes after ${since} GET /api/me was answered ${told(answer)}.`,
          'An access token lasts five minutes at least.',
        );
      }
    }
    await refreshed(t, browser, `Five minutes after ${since}`);
  }
});

check('stays-logged-in', async (t) => {
  t.tried('Came back every six days, four times, and refreshed.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  for (let day = 6; day <= 24; day += 6) {
    await t.clock.advance('6d');
    const answer = await refresh(browser);
    if (!answer.ok) {
      t.fail(
        `On day ${day} after the login, six days after the last refresh, POST /api/refresh was answered ${told(answer)}.`,
        'A refresh token is good for 7 days after it was given out, in the browser as well, and the session for 30.',
      );
    }
    await isIn(t, browser, who, `On day ${day}, after a refresh,`);
  }
  await t.clock.advance('5d');
  await refreshed(t, browser, 'On day 29 after the login, five days after the last refresh,');
  await isIn(t, browser, who, 'On day 29, after a refresh,');
});

/** The family's, the television, the office, and browsers that were never logged out. */
const MORE_DEVICES = 7;

check('several-devices', async (t) => {
  t.tried(
    'Used one account on several devices: refreshed, logged out on one, and changed the address of another.',
  );
  const app = await t.start();
  const { who, browser: laptop } = await newUser(t, app);
  const phone = Browser.new(app);
  await logIn(t, who, phone);
  const tablet = Browser.new(app);
  await logIn(t, who, tablet);
  for (let more = 0; more < MORE_DEVICES; more++) await logIn(t, who, Browser.new(app));
  await t.clock.advance('16m');
  for (const device of [laptop, phone, tablet]) {
    await refreshed(t, device, 'On each of three devices');
    await isIn(t, device, who, 'After a refresh on each of three devices');
  }
  await logOut(t, tablet);
  await t.clock.advance('16m');
  const elsewhere = phone.movedTo(app.client());
  for (const [device, what] of [
    [laptop, 'After a logout on another device'],
    [
      elsewhere,
      'After a logout on another device, from another address (IP) and with another version of the browser,',
    ],
  ] as const) {
    await refreshed(t, device, what);
    await isIn(t, device, who, what);
  }
});

check('survives-restart', async (t) => {
  t.tried('Restarted the app, and went on with the cookies of before.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const second = Browser.new(app);
  await logIn(t, who, second);
  await refreshed(t, second, 'Right after the login');
  await app.stop();
  const again = await t.start({ keepDatabase: true, env: app.env });
  for (const before of [browser, second]) {
    const after = before.movedTo(again.client(before.client.address));
    await isIn(t, after, who, 'After a restart of the app, with the access token of a moment before,');
    await refreshed(t, after, 'After a restart of the app');
    await isIn(t, after, who, 'After a restart of the app and a refresh');
  }
});

check('password-works', async (t) => {
  t.tried('Changed the password, and logged in with the new one and with the old one.');
  const app = await t.start();
  const user = await newUser(t, app);
  const old = user.who.password;
  // The last ones have more than eight bytes.
  for (const newPassword of [person(t.random).password.slice(0, 7), 'é'.repeat(7), '密码密码']) {
    const short = await user.browser.post('/api/password', { currentPassword: old, newPassword });
    if (short.status === 400 || short.status === 422) continue;
    t.fail(
      `A new password of ${newPassword.length} characters, ${JSON.stringify(newPassword)}, was answered ${told(short)}.`,
      'A new password has 8 characters at least, else it is answered 400 or 422.',
    );
  }
  await changePassword(t, user);
  const refused = await Browser.new(app).post('/api/login', { email: user.who.email, password: old });
  if (refused.status !== 401)
    t.fail(
      `The old password was answered ${told(refused)}.`,
      'After a change only the new password logs in.',
    );
  const browser = Browser.new(app);
  await logIn(t, user.who, browser);
  await isIn(t, browser, user.who, 'Logged in with the new password,');
});

check('logout-works', async (t) => {
  t.tried('Logged out, asked GET /api/me and POST /api/refresh from the same browser, and logged in again.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const answer = await browser.post('/api/logout');
  if (answer.status !== 204)
    t.fail(`POST /api/logout was answered ${told(answer)}.`, 'A logout is answered 204.');
  for (const [method, path] of [
    ['GET', '/api/me'],
    ['POST', '/api/refresh'],
  ] as const) {
    const after = await present(browser.client, method, path, browser.held());
    if (after.ok) {
      t.fail(
        `After the logout the same browser's ${method} ${path} was answered ${told(after)}.`,
        'A logout clears the cookies: same name, same path, in the past.',
      );
    }
  }
  await logIn(t, who, browser);
  await isIn(t, browser, who, 'Logged out and in again,');
});
