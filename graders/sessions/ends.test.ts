import { type CheckContext, check, person, told } from '../kit/index.ts';
import { Browser } from './browser.ts';
import {
  canLogInAgain,
  changePassword,
  isIn,
  logIn,
  logOut,
  me,
  newUser,
  outWhenAccessIsOver,
  refresh,
  refreshed,
  refreshesNothing,
} from './contract.ts';

const LOGOUT =
  'A logout ends the session on the server, at once: no refresh token of it works any more. Clearing cookies only asks one browser to forget them.';

check('logout-ends-session', async (t) => {
  t.tried('Copied the cookies, logged out, and refreshed with the copy.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const fresh = browser.copy();
  await logOut(t, browser);
  const happened = 'After a logout the copied cookies still work';
  await refreshesNothing(t, fresh, happened, LOGOUT);
  // A session that was refreshed is ended as well as a new one.
  const second = Browser.new(app);
  await logIn(t, who, second);
  await refreshed(t, second, 'Right after the login');
  const older = second.copy();
  await logOut(t, second);
  await refreshesNothing(t, older, `${happened}, of a session that was refreshed`, LOGOUT);
  await outWhenAccessIsOver(t, [fresh, older], happened, LOGOUT);
  await refreshesNothing(t, fresh, happened, LOGOUT);
  await canLogInAgain(t, app, who);
});

check('logout-ends-the-grace', async (t) => {
  t.tried('Logged out within seconds of a refresh, and presented the token just replaced, and the newest.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const before = browser.copy();
  await refreshed(t, browser, 'Right after the login');
  await logOut(t, browser);
  await refreshesNothing(
    t,
    before,
    'The session was refreshed and logged out, and the token from before the refresh revives it',
    'A logout leaves no grace: nothing of its session works any more.',
  );
  // Two tabs: one refreshes, and the logout of the other is on its way with the cookies of before.
  const tab = Browser.new(app);
  await logIn(t, who, tab);
  const late = tab.copy();
  await refreshed(t, tab, 'Right after the login');
  await logOut(t, late);
  await refreshesNothing(
    t,
    tab,
    'One tab refreshed, the other logged out with the cookies of a moment before, and the newest refresh token still works',
    'A logout ends the session that its cookies belong to, not only the token that came with it.',
  );
  await outWhenAccessIsOver(t, [before, tab], 'After the logout', LOGOUT);
  await canLogInAgain(t, app, who);
});

check('logout-after-a-break', async (t) => {
  t.tried('Came back after an hour, with the access token over, logged out, and refreshed with a copy.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  await refreshed(t, browser, 'Right after the login');
  const other = await newUser(t, app);
  const copy = browser.copy();
  await t.clock.advance('1h');
  // How this is answered is for nobody to say: an app may have taken the session for over. It has to be over.
  await browser.post('/api/logout');
  await refreshesNothing(
    t,
    copy,
    'Somebody came back after an hour and logged out, and the session still lives',
    'A logout ends the session by its refresh token: the access token is often over by then, and a cookie for the path of /api/refresh is not sent to /api/logout.',
  );
  await refreshed(t, other.browser, 'An hour after the login, somebody else who did not log out:');
  await canLogInAgain(t, app, who);
});

const NEW_PASSWORD =
  'A new password ends every session: nothing that was given out before it refreshes anything. People change it since somebody else is in.';

check('new-password-ends-all', async (t) => {
  t.tried('Changed the password with three sessions open, and refreshed with the cookies of before.');
  const app = await t.start();
  const user = await newUser(t, app);
  const { who, browser } = user;
  const bystander = await newUser(t, app);
  const phone = Browser.new(app);
  await logIn(t, who, phone);
  const laptop = Browser.new(app);
  await logIn(t, who, laptop);
  const replaced = laptop.copy();
  await refreshed(t, laptop, 'Right after the login');
  const thief = browser.copy();
  await changePassword(t, user);
  for (const [old, which] of [
    [phone, 'another device'],
    [replaced, 'another device, just replaced and so within its grace,'],
    [laptop, 'another device that has refreshed'],
    [thief, 'the very browser that changed it, copied before,'],
  ] as const) {
    await refreshesNothing(
      t,
      old,
      `The password was changed, and a refresh token of ${which} still works`,
      NEW_PASSWORD,
    );
  }
  const happened = 'After a change of the password';
  await outWhenAccessIsOver(t, [phone, laptop, replaced, thief], happened, NEW_PASSWORD);
  await refreshed(t, bystander.browser, 'After somebody else changed their password');
  await isIn(t, bystander.browser, bystander.who, 'After somebody else changed their password');
  await canLogInAgain(t, app, who);
});

check('password-needs-current', async (t) => {
  t.tried('Changed the password with no current one, with wrong ones, and without a session.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const newPassword = person(t.random).password;
  const stranger = Browser.new(app);
  for (const [sender, body] of [
    [browser, { newPassword }],
    [browser, { currentPassword: '', newPassword }],
    [browser, { currentPassword: person(t.random).password, newPassword }],
    [browser, { currentPassword: who.password.slice(0, -1), newPassword }],
    [browser, { currentPassword: newPassword, newPassword }],
    [browser, { currentPassword: { length: 9 }, newPassword }],
    [stranger, { currentPassword: who.password, newPassword }],
    [stranger, { email: who.email, currentPassword: who.password, newPassword }],
  ] as const) {
    const answer = await sender.post('/api/password', body);
    const isRefused = answer.status >= 400 && answer.status < 500;
    if (isRefused) continue;
    t.fail(
      `POST /api/password ${sender === stranger ? 'without a session, ' : ''}with ${JSON.stringify(body)} was answered ${told(answer)}.`,
      'The password changes for somebody who is logged in and knows the current one; otherwise 400, 401 or 403.',
    );
  }
  const answer = await Browser.new(app).post('/api/login', { email: who.email, password: newPassword });
  if (answer.ok) {
    t.fail(
      'Every change was refused, and the new password logs in all the same.',
      'A change that is refused changes nothing.',
    );
  }
  await canLogInAgain(t, app, who);
});

/** Lets time go by in steps, as days do, with somebody about who asks now and then. */
async function pass(t: CheckContext, hours: number, step: number, busy: Browser): Promise<void> {
  for (let passed = 0; passed < hours; passed += step) {
    await t.clock.advance(`${Math.min(step, hours - passed)}h`);
    await refresh(busy);
  }
}

check('access-expires', async (t) => {
  t.tried('Copied the cookies and asked GET /api/me a little more than 15 minutes later.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const atLogin = browser.copy();
  const expected =
    'An access token is over 15 minutes after it was given out, on the server too, and only POST /api/refresh renews it: not its own use, and not the refresh cookie beside it.';
  // It is in use all the time, as in an open tab.
  for (let minutes = 0; minutes < 16; minutes += 4) {
    await me(atLogin.copy());
    await t.clock.advance('4m');
  }
  const answer = await me(atLogin);
  if (answer.ok)
    t.fail(`Copied at the login, 16 minutes later GET /api/me was answered ${told(answer)}.`, expected);
  await refreshed(t, browser, '16 minutes after the login');
  const afterRefresh = browser.copy();
  await isIn(t, browser, who, 'Right after a refresh');
  await t.clock.advance('16m');
  const later = await me(afterRefresh);
  if (later.ok) {
    t.fail(`Copied after a refresh, 16 minutes later GET /api/me was answered ${told(later)}.`, expected);
  }
  await canLogInAgain(t, app, who);
});

check('idle-session-expires', async (t) => {
  t.tried('Presented a refresh token a little more than seven days after it was given out, unused.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const other = await newUser(t, app);
  await pass(t, 24, 24, other.browser);
  await refreshed(t, other.browser, 'A day after the login');
  await refreshed(t, browser, 'A day after the login');
  const copy = browser.copy();
  const again = browser.copy();
  await pass(t, 7 * 24 + 2, 12, other.browser);
  await refreshesNothing(
    t,
    copy,
    'Seven days and two hours after it was given out, a refresh token that nobody used still works',
    'A session that nobody uses for 7 days is over, on the server too: a cookie that lies in an old backup is no way in.',
  );
  await refreshesNothing(
    t,
    again,
    'A refresh token that nobody used for seven days was refused, and works when it is tried again',
    'What is over stays over: an attempt is no use of it.',
  );
  await isIn(t, other.browser, other.who, 'Somebody who refreshed every twelve hours:');
  await canLogInAgain(t, app, who);
});

check('session-expires', async (t) => {
  t.tried('Refreshed every other day, and once more a little after the thirtieth.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  for (let day = 2; day < 30; day += 2) {
    await t.clock.advance('2d');
    await refreshed(t, browser, `Refreshed every other day, on day ${day} after the login`);
  }
  await t.clock.advance('45h');
  // Shortly before the end, so that this token itself would have days to live. Not less than two hours on either side: thirty days
  // of the calendar have one more or less where the clocks are changed.
  await refreshed(t, browser, 'Three hours before the thirty days are over');
  await t.clock.advance('5h');
  await refreshesNothing(
    t,
    browser.copy(),
    'Thirty days and two hours after the login the session still lives, since it was refreshed all the time',
    'A session is over 30 days after its login, however often it was refreshed: else a thief who is careful stays for ever.',
  );
  await canLogInAgain(t, app, who);
});
