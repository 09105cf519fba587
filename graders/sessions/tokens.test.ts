import {
  type Answer,
  type CheckContext,
  check,
  type Person,
  person,
  type RunningApp,
  register,
  told,
} from '../kit/index.ts';
import { Browser, type Held, present } from './browser.ts';
import {
  canLogInAgain,
  changePassword,
  IN_GRACE,
  isIn,
  logIn,
  me,
  newUser,
  PAST_ACCESS,
  refresh,
  refreshed,
  shows,
} from './contract.ts';
import { altered, decodeUri, forgedJwts, Haystack } from './token-forms.ts';

const NEW_AT_LOGIN =
  'A login gives out new values, always. What the browser brought along may be known to whoever had it before.';

/** Insists that planted cookies don't open the account of the one who logged in over them. */
async function opensNothing(t: CheckContext, planted: Browser, who: Person, what: string): Promise<void> {
  const atOnce = await me(planted);
  const answer = await refresh(planted);
  const after = await me(planted);
  if (!shows(atOnce, who) && !shows(after, who)) return;
  t.fail(
    `${what} With those cookies POST /api/refresh was then answered ${told(answer)}, and GET /api/me shows the account of the one who has logged in: ${told(shows(atOnce, who) ? atOnce : after)}.`,
    NEW_AT_LOGIN,
  );
}

check('fixation', async (t) => {
  t.tried('Left cookies in a browser, let somebody log in there, and presented the same cookies elsewhere.');
  const app = await t.start();
  const attacker = await newUser(t, app);
  const who = person(t.random);
  await register(t, app, who);

  const visited = Browser.new(app);
  await me(visited);
  await refresh(visited);
  await visited.post('/api/login', { email: who.email, password: person(t.random).password });
  const before = visited.copy();
  await logIn(t, who, visited);
  await isIn(t, visited, who, 'Logged in');
  await opensNothing(t, before, who, 'Somebody logged in with the cookies of a visit before.');

  const shared = attacker.browser.copy();
  await logIn(t, who, shared);
  await isIn(t, shared, who, "Logged in over another account's cookies");
  await opensNothing(t, attacker.browser, who, 'Somebody logged in over the cookies of another account.');
  await refreshed(t, shared, "Logged in over another account's cookies");
  await isIn(t, shared, who, "Logged in over another account's cookies, and refreshed,");

  const names = Object.keys(shared.held());
  for (const value of [t.random.text(64, '0123456789abcdef'), t.random.text(43), crypto.randomUUID()]) {
    const planted = new Browser(app.client());
    planted.jar.store(
      names.map((name) => ({ name, value, attributes: new Map(), expires: undefined, path: '/' })),
      t.clock.now(),
    );
    const copy = planted.copy();
    await logIn(t, who, planted);
    await opensNothing(t, copy, who, 'Somebody logged in over cookies that a stranger had made up.');
  }

  const again = Browser.new(app);
  await logIn(t, who, again);
  const old = again.held();
  await t.clock.advance('1m');
  await logIn(t, who, again);
  const same = Object.fromEntries(
    Object.entries(again.held()).filter(([name, value]) => old[name] === value),
  );
  for (const [method, path] of [
    ['GET', '/api/me'],
    ['POST', '/api/refresh'],
  ] as const) {
    const answer = await present(again.client, method, path, same);
    if (answer.ok) {
      t.fail(
        `A second login in the same browser left the value of ${Object.keys(same).join(', ')} as it was, and it opens ${method} ${path}.`,
        NEW_AT_LOGIN,
      );
    }
  }
  await canLogInAgain(t, app, who);
});

const NO_TOKEN =
  'The database recognises a token and can give none back: it keeps a hash (of 32 random bytes, a fast one will do). A copy of the table is else a key to every account.';

/** Insists that none of a browser's cookies can be put together from the database as it is now. */
async function notInDatabase(t: CheckContext, browser: Browser, when: string): Promise<void> {
  const tables = await t.database.dump();
  const values = tables.flatMap(({ rows }) => rows.flat()).filter((value) => value !== null);
  const haystack = new Haystack(values);
  const found: Held = Object.fromEntries(
    Object.entries(browser.held()).filter(([, value]) => haystack.holds(value)),
  );
  if (Object.keys(found).length === 0) return;
  for (const [method, path] of [
    ['GET', '/api/me'],
    ['POST', '/api/refresh'],
  ] as const) {
    const answer = await present(browser.client, method, path, found);
    if (!answer.ok) continue;
    for (const table of tables) if (table.rows.length > 0) t.database.show(table.name, table);
    t.fail(
      `${when} the database holds the value of ${Object.keys(found).join(' and ')}, and with nothing else ${method} ${path} is answered ${told(answer)}.`,
      NO_TOKEN,
    );
  }
}

/** Strings of a dump that may be a token: whole values, and the strings inside of JSON. */
function stringsIn(values: readonly string[]): string[] {
  const inner = values.flatMap((value) => value.match(/[\w.~+/=:%-]{16,}/g) ?? []);
  return [...new Set([...values, ...inner])].filter((value) => /^[\w.~+/=:%-]{16,4000}$/.test(value));
}

check('database-holds-no-token', async (t) => {
  t.tried(
    'Read every row of every table after a login and after refreshes, and presented what stands there.',
  );
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  await notInDatabase(t, browser, 'After a login');
  const tab = browser.copy();
  await refreshed(t, browser, 'Right after the login');
  await notInDatabase(t, browser, 'Right after a refresh');
  await t.clock.advance(IN_GRACE);
  // That there is a grace is for other checks.
  if ((await refresh(tab)).ok)
    await notInDatabase(t, tab, 'After a second refresh with the same token, within the grace,');
  const client = app.client();
  const names = Object.keys(browser.held());
  const tables = await t.database.dump();
  const values = tables.flatMap(({ rows }) => rows.flat()).filter((value) => value !== null);
  for (const value of stringsIn(values).slice(0, 60)) {
    const held = Object.fromEntries(names.map((name) => [name, value]));
    for (const [method, path] of [
      ['GET', '/api/me'],
      ['POST', '/api/refresh'],
    ] as const) {
      const answer = await present(client, method, path, held);
      if (answer.ok) {
        t.fail(
          `The database holds the text ${value.slice(0, 80)}, and as a cookie it opens ${method} ${path}: ${told(answer)}.`,
          NO_TOKEN,
        );
      }
    }
  }
  await canLogInAgain(t, app, who);
});

const without = (held: Held, name: string): Held =>
  Object.fromEntries(Object.entries(held).filter(([other]) => other !== name));

/** A login sets one or two cookies; more than this only bury the one that counts. */
const MOST_COOKIES = 8;

/** Names of the cookies that a login sets. @throws CheckFailure when there are none, or far too many. */
async function cookieNames(t: CheckContext, app: RunningApp, who: Person): Promise<string[]> {
  const browser = Browser.new(app);
  await logIn(t, who, browser);
  const names = Object.keys(browser.held());
  if (names.length === 0 || names.length > MOST_COOKIES) {
    t.fail(`A login set ${names.length} cookies.`, 'A login gives out a session in one cookie, or in two.');
  }
  return names;
}

/** Whether a route refuses a fresh session that lacks this cookie. */
async function isNeeded(
  t: CheckContext,
  app: RunningApp,
  who: Person,
  name: string,
  [method, path]: readonly [string, string],
): Promise<boolean> {
  const browser = Browser.new(app);
  await logIn(t, who, browser);
  return !(await present(browser.client, method, path, without(browser.held(), name))).ok;
}

const ME = ['GET', '/api/me'] as const;
const REFRESH = ['POST', '/api/refresh'] as const;

check('tokens-keep-their-kind', async (t) => {
  t.tried(
    'Presented each token in the place of the other: for GET /api/me after two hours, for a refresh at once.',
  );
  const app = await t.start();
  const { who } = await newUser(t, app);
  const names = await cookieNames(t, app, who);

  for (const name of names) {
    // What a refresh does without is no refresh token; then it is none under another name either.
    if (await isNeeded(t, app, who, name, REFRESH)) continue;
    for (const place of names) {
      const browser = Browser.new(app);
      await logIn(t, who, browser);
      const answer = await present(browser.client, ...REFRESH, { [place]: browser.held()[name] ?? '' });
      if (answer.ok) {
        t.fail(
          `The value of the cookie ${name}, sent as ${place}, was answered ${told(answer)} by POST /api/refresh.`,
          'An access token refreshes nothing: else its 15 minutes are as long as anybody likes.',
        );
      }
    }
  }

  const browser = Browser.new(app);
  await logIn(t, who, browser);
  const copy = browser.copy();
  await t.clock.advance(PAST_ACCESS);
  const held = copy.held();
  for (const [name, value] of Object.entries(held)) {
    for (const place of names) {
      const alone = await present(copy.client, ...ME, { [place]: value });
      const among = await present(copy.client, ...ME, { ...held, [place]: value });
      const answer = alone.ok ? alone : among;
      if (answer.ok) {
        t.fail(
          `Two hours after the login the value of the cookie ${name}, sent as ${place}, opened GET /api/me: ${told(answer)}.`,
          'A refresh token opens nothing but POST /api/refresh: an access token says that it is one, and whoever reads it looks.',
        );
      }
    }
    const header = await copy.client.send({
      path: '/api/me',
      headers: { Cookie: undefined, Authorization: `Bearer ${value}` },
    });
    if (header.ok) {
      t.fail(
        `Two hours after the login the value of the cookie ${name}, as a bearer token, opened GET /api/me.`,
        'A refresh token opens nothing but POST /api/refresh.',
      );
    }
  }
  await changesNoPassword(t, app, who);
  await refreshed(t, browser, 'Two hours after the login');
  await isIn(t, browser, who, 'Two hours after the login, and a refresh,');
});

/** Two hours after the login nobody is logged in who has not refreshed: the password is not theirs to change, whoever knows it. */
async function changesNoPassword(t: CheckContext, app: RunningApp, who: Person): Promise<void> {
  const browser = Browser.new(app);
  await logIn(t, who, browser);
  await t.clock.advance(PAST_ACCESS);
  const body = { currentPassword: who.password, newPassword: person(t.random).password };
  const answer = await browser.post('/api/password', body);
  if (!answer.ok) return;
  t.fail(
    `Two hours after the login, with the refresh token alone, POST /api/password was answered ${told(answer)}.`,
    'A refresh token opens nothing but POST /api/refresh: the password is changed with a valid access token.',
  );
}

check('forged-tokens', async (t) => {
  t.tried(
    'Altered every cookie, forged JWTs for somebody else, and brought a session from another deployment.',
  );
  const [victim, attacker] = [person(t.random), person(t.random)];
  // An attacker who runs the source: the victim's address is theirs to register there, in the same order.
  const copy = await t.start();
  await register(t, copy, { ...victim, password: attacker.password });
  await register(t, copy, attacker);
  const foreign = Browser.new(copy);
  await logIn(t, { email: victim.email, password: attacker.password }, foreign);
  await copy.stop();

  const app = await t.start();
  const victimId = await register(t, app, victim);
  const attackerId = await register(t, app, attacker);
  const victims = Browser.new(app);
  await logIn(t, victim, victims);
  const client = app.client();
  const expected =
    'What this app did not give out is answered 401: tokens are signed with JWT_SECRET and the signature is verified, or they stand in this database.';
  for (const [method, path] of [ME, REFRESH]) {
    const answer = await present(client, method, path, foreign.held());
    if (answer.ok) {
      t.fail(
        `The cookies of another deployment, with another JWT_SECRET and another database, were answered ${told(answer)} by ${method} ${path}.`,
        expected,
      );
    }
  }

  const own = Browser.new(app);
  await logIn(t, attacker, own);
  const held = own.held();
  const changed = Object.fromEntries(Object.entries(held).map(([name, value]) => [name, altered(value)]));
  for (const [method, path] of [ME, REFRESH]) {
    const answer = await present(client, method, path, changed);
    if (answer.ok) {
      t.fail(
        `With a character of each token changed, ${method} ${path} was answered ${told(answer)}.`,
        expected,
      );
    }
  }
  const swap = [
    [attackerId, victimId],
    [attacker.email, victim.email],
  ] as const;
  for (const [name, value] of Object.entries(held)) {
    for (const forged of forgedJwts(value, swap)) {
      for (const [method, path] of [ME, REFRESH]) {
        const alone = await present(client, method, path, { [name]: forged });
        // With the other cookie as it is, it may well be answered: as the attacker's own.
        const among = await present(client, method, path, { ...held, [name]: forged });
        const isVictims = shows(among, victim) || (await opens(app, among, victim));
        if (!alone.ok && !isVictims) continue;
        t.fail(
          `A token with somebody else's id in it, or with no valid signature, as ${name}, was answered ${told(alone.ok ? alone : among)} by ${method} ${path}.`,
          expected,
        );
      }
    }
  }
  await isIn(t, victims, victim, 'After it');
  await canLogInAgain(t, app, victim);
});

/** Whether the cookies of an answer open this account. */
async function opens(app: RunningApp, { cookies }: Answer, who: Person): Promise<boolean> {
  if (cookies.length === 0) return false;
  const held = Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
  return shows(await present(app.client(), ...ME, held), who);
}

check('odd-cookies', async (t) => {
  t.tried('Sent cookies that hold no token: empty, cut off, too long, numbers, NUL, SQL.');
  const app = await t.start();
  const { who, browser } = await newUser(t, app);
  const client = app.client();
  const held = browser.held();
  const odd: Array<(value: string) => string> = [
    () => '',
    () => 'null',
    () => 'undefined',
    () => String(t.random.integer(1, 9)),
    () => '-1',
    () => '99999999999999999999999',
    () => '00000000-0000-0000-0000-000000000000',
    () => encodeURIComponent("' OR 1=1 --"),
    () => '%00',
    (value) => `${value}%00`,
    (value) => `%00${value}`,
    (value) => value.slice(0, Math.floor(value.length / 2)),
    () => '%E2%82%AC%F0%9F%94%91',
    () => '%E0%A4%A',
    () => 'a.b.c',
    () => `${t.random.integer(1, 9)}.${t.random.text(8)}`,
    () => `${t.random.text(20)}:${t.random.text(20)}`,
    () => t.random.text(3_000),
  ];
  for (const make of odd) {
    const sent = Object.fromEntries(Object.entries(held).map(([name, value]) => [name, make(value)]));
    for (const [method, path] of [ME, REFRESH]) {
      const answer = await present(client, method, path, sent);
      if (answer.status === 401) continue;
      t.fail(
        `With the cookies ${JSON.stringify(sent).slice(0, 200)} ${method} ${path} was answered ${told(answer)}.`,
        'Whatever comes as a cookie and is no token is answered 401.',
      );
    }
    const answer = await present(client, 'POST', '/api/logout', sent);
    if (answer.status >= 500) {
      t.fail(
        `With the cookies ${JSON.stringify(sent).slice(0, 200)} POST /api/logout was answered ${told(answer)}.`,
        'A cookie that is no token is no reason for a server error.',
      );
    }
  }
  await isIn(t, browser, who, 'After it');
  await canLogInAgain(t, app, who);
});

check('cookie-flags', async (t) => {
  t.tried(
    'Looked at the cookies of a login, a refresh and a change of password as a script and a foreign site would.',
  );
  const app = await t.start();
  const user = await newUser(t, app);
  const { who, browser } = user;
  const needed: string[] = [];
  for (const name of await cookieNames(t, app, who)) {
    const counts = (await isNeeded(t, app, who, name, ME)) || (await isNeeded(t, app, who, name, REFRESH));
    if (counts) needed.push(name);
  }
  const login = await logIn(t, who, browser);
  insistOnFlags(t, browser, needed, 'a login', login);
  insistOnFlags(t, browser, needed, 'a refresh', await refreshed(t, browser, 'Right after the login'));
  await changePassword(t, user);
  insistOnFlags(t, browser, needed, 'a change of password');
  await canLogInAgain(t, app, who);
});

function insistOnFlags(
  t: CheckContext,
  { jar }: Browser,
  needed: readonly string[],
  after: string,
  answer?: Answer,
): void {
  const expected =
    'Both tokens travel in cookies that are HttpOnly, Secure and SameSite=Lax or Strict, each time they are set, and stand nowhere else in an answer.';
  for (const cookie of jar.all.filter(({ name }) => needed.includes(name))) {
    const sameSite = cookie.attributes.get('samesite')?.toLowerCase();
    const missing = [
      ...(cookie.attributes.has('httponly') ? [] : ['HttpOnly']),
      ...(cookie.attributes.has('secure') ? [] : ['Secure']),
      ...(sameSite === 'lax' || sameSite === 'strict' ? [] : ['SameSite=Lax or Strict']),
    ];
    if (missing.length > 0)
      t.fail(`After ${after} the cookie ${cookie.name} lacks ${missing.join(', ')}.`, expected);
    const value = decodeUri(cookie.value);
    if (answer && value.length >= 16 && answer.text.includes(value))
      t.fail(`The body of the answer to ${after} holds the value of the cookie ${cookie.name}.`, expected);
  }
  if (answer && /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/.test(answer.text))
    t.fail(`The body of the answer to ${after} holds a token: ${told(answer)}.`, expected);
}
