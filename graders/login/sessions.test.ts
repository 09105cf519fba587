import { type CheckContext, check, type RunningApp, told } from '../kit/index.ts';
import {
  login,
  me,
  type Person,
  person,
  register,
  type Session,
  shows,
  signIn,
  stillLetsIn,
  tokensIn,
} from './contract.ts';
import { joinedLiteralsOf, literalsOf } from './cracking.ts';
import {
  type Carrier,
  COMMON_SECRETS,
  carriersOf,
  crackJwt,
  decodeUri,
  type Identity,
  impersonate,
  type Jwt,
  jwtIn,
  laterVariants,
  movedSeparators,
  present,
  resign,
  resignValue,
  rewrittenVariants,
  unsignedVariants,
} from './forging.ts';

const SECRET_FROM_ENVIRONMENT =
  'The signing secret comes from JWT_SECRET alone; nothing in the source, and no default, may sign a session.';

interface Stage {
  app: RunningApp;
  victim: Person & Identity;
  attacker: Person & Identity;
  session: Session;
  carriers: Carrier[];
}

/** A victim, and an attacker with an account and a session of their own. */
async function stage(
  t: CheckContext,
  app: RunningApp,
  [victim, attacker]: readonly [Person, Person] = [person(t.random), person(t.random)],
): Promise<Stage> {
  const victimId = await register(t, app, victim);
  const attackerId = await register(t, app, attacker);
  const session = await signIn(t, app, attacker);
  return {
    app,
    victim: { ...victim, id: victimId },
    attacker: { ...attacker, id: attackerId },
    session,
    carriers: carriersOf(session),
  };
}

/** Requests that a search for a key may send. */
const MOST_KEYS = 200;

/** A key that signs nothing any more may still be believed: tries what looks like a key. Returns the one that opens. */
async function openedWith(
  candidates: readonly string[],
  jwt: Jwt,
  carrier: Carrier,
  { app, victim, attacker, carriers }: Stage,
): Promise<string | undefined> {
  const payload = impersonate(jwt.payload, attacker, victim);
  const likely = candidates.filter((text) => text === '' || /^[\w.:+/=-]{3,128}$/.test(text));
  const keys = [
    ...COMMON_SECRETS,
    ...likely.filter((text) => /secret|key|jwt|token|pass/i.test(text)),
    ...likely,
  ];
  for (const secret of [...new Set(keys)].slice(0, MOST_KEYS)) {
    const forged = await resign(jwt, payload, new TextEncoder().encode(secret));
    if (shows(await present(app, carriers, carrier, forged), victim)) return secret;
  }
  return undefined;
}

/** Signs a session of the victim's with a secret found among the candidates. Returns that secret when it opens. */
async function forgeWith(candidates: readonly string[], scene: Stage): Promise<string | undefined> {
  const { app, victim, attacker, carriers } = scene;
  for (const carrier of carriers) {
    const jwt = jwtIn(carrier.value);
    if (jwt) {
      const cracked = await crackJwt(jwt, candidates);
      if (!cracked) {
        const accepted = await openedWith(candidates, jwt, carrier, scene);
        if (accepted !== undefined) return accepted;
        continue;
      }
      const forged = await resign(jwt, impersonate(jwt.payload, attacker, victim), cracked.key);
      if (shows(await present(app, carriers, carrier, forged), victim)) return cracked.secret;
    } else {
      const forged = await resignValue(carrier.value, candidates, attacker, victim);
      if (forged && shows(await present(app, carriers, carrier, forged.value), victim)) return forged.secret;
    }
  }
  return undefined;
}

/**
 * What an attacker with the source gets by running it: on a copy of the app the victim's address is theirs to
 * register, in the same order, so that ids agree.
 */
async function victimsSessionOn(
  t: CheckContext,
  copy: RunningApp,
  [victim, attacker]: readonly [Person, Person],
): Promise<Carrier[]> {
  const twin = { ...victim, password: attacker.password };
  await register(t, copy, twin);
  await register(t, copy, attacker);
  return carriersOf(await signIn(t, copy, twin));
}

/** However the secret hides in the source: what a copy signs must not open the victim's account here. */
async function worthNothingOn(
  t: CheckContext,
  { app, victim }: Pick<Stage, 'app' | 'victim'>,
  fromCopy: readonly Carrier[],
  expected: string,
): Promise<void> {
  for (const carrier of fromCopy) {
    const answer = await present(app, fromCopy, carrier, carrier.value);
    if (shows(answer, victim)) {
      t.fail(
        `An attacker ran a copy of the source with another environment, logged in there as the victim, and the session opened the victim's account here: ${told(answer)}.`,
        expected,
      );
    }
  }
}

/** Everything that can be read in the repository and may be a secret: literals, lists of them and any two joined. */
function candidatesIn(files: Readonly<Record<string, string>>): string[] {
  const literals = literalsOf(files);
  const long = literals.filter((literal) => literal.length >= 3 && literal.length <= 64).slice(0, 40);
  const joined = long.flatMap((a) => long.map((b) => a + b));
  return [
    ...new Set([
      ...literals.slice(0, 4_000),
      ...COMMON_SECRETS,
      ...joinedLiteralsOf(files).slice(0, 1_000),
      ...joined.slice(0, 1_600),
    ]),
  ];
}

check('secret-not-in-source', async (t) => {
  t.tried(
    'Signed a session for somebody else with every string in the source, with the secrets that everybody tries first, and by running a copy of the source.',
  );
  const people = [person(t.random), person(t.random)] as const;
  const copy = await t.start();
  const ownCopy = await victimsSessionOn(t, copy, people);
  await copy.stop();
  const scene = await stage(t, await t.start(), people);
  const found = await forgeWith(candidatesIn(t.files), scene);
  if (found !== undefined) {
    t.fail(
      `A session signed with ${JSON.stringify(found)} opened the victim's account at GET /api/me.`,
      SECRET_FROM_ENVIRONMENT,
    );
  }
  await worthNothingOn(t, scene, ownCopy, SECRET_FROM_ENVIRONMENT);
});

check('secret-per-deployment', async (t) => {
  t.tried('Took a session of one deployment to another one, which has a JWT_SECRET of its own.');
  const first = await t.start();
  const who = person(t.random);
  await register(t, first, who);
  const session = await signIn(t, first, who);
  const carriers = carriersOf(session);
  await first.stop();
  const second = await t.start();
  await register(t, second, who);
  for (const carrier of carriers) {
    const answer = await present(second, carriers, carrier, carrier.value);
    if (answer.status === 200) {
      t.fail(
        `GET /api/me of the second deployment answered the first one's session with ${told(answer)}.`,
        "A session is worth something only where it was made: it is signed with that deployment's JWT_SECRET, or stands in its database.",
      );
    }
  }
});

const REFUSES_TO_START =
  'Without its secret the app refuses to start (or gives out nothing that can be forged).';

check('secret-required', async (t) => {
  t.tried('Started the app without JWT_SECRET and tried to forge what it then gives out.');
  let app: RunningApp;
  try {
    app = await t.start({ env: { JWT_SECRET: undefined } });
  } catch (refused) {
    // Refusing to start is one of the two right answers; but the app has to start when the secret is there.
    await t.start();
    if (refused instanceof Error && refused.name === 'AppFaultError') return;
    throw refused;
  }
  const people = [person(t.random), person(t.random)] as const;
  const [victim, attacker] = people;
  const registered = await app.client().post('/api/register', victim);
  const own = await app.client().post('/api/register', attacker);
  const client = app.client();
  const answer = await login(client, attacker);
  // Nothing given out, nothing to forge; the same app must work with its secret.
  if (!answer.ok) {
    const healthy = await t.start();
    await register(t, healthy, victim);
    await register(t, healthy, attacker);
    await signIn(t, healthy, attacker);
    return;
  }
  const session: Session = {
    client,
    answer,
    bearer: client.jar.all.length === 0 ? tokensIn(answer)[0] : undefined,
  };
  const found = await forgeWith(candidatesIn(t.files), {
    app,
    victim: { ...victim, id: String(registered.object?.id ?? '') },
    attacker: { ...attacker, id: String(own.object?.id ?? '') },
    session,
    carriers: carriersOf(session),
  });
  if (found !== undefined) {
    t.fail(
      `Without JWT_SECRET the app starts all the same and signs sessions with ${JSON.stringify(found)}: a forged one opened the victim's account.`,
      REFUSES_TO_START,
    );
  }
  const ownCopy = await login(app.client(), victim);
  await app.stop();
  const again = await t.start({ env: { JWT_SECRET: undefined } });
  await again.client().post('/api/register', { ...victim, password: attacker.password });
  await again.client().post('/api/register', attacker);
  const carriers = [
    ...ownCopy.cookies.map(({ name, value }) => ({ cookie: name, value })),
    ...tokensIn(ownCopy).map((value) => ({ cookie: undefined, value })),
  ];
  await worthNothingOn(t, { app: again, victim: { ...victim, id: '' } }, carriers, REFUSES_TO_START);
});

const CROWD = 10;

check('token-alg-none', async (t) => {
  t.tried(
    'Changed an own session to name somebody else: unsigned, with another algorithm, with an old signature, with SQL in it.',
  );
  const app = await t.start();
  // Ids of two digits: the first of them is somebody's, too.
  await Promise.all(Array.from({ length: CROWD }, () => register(t, app, person(t.random))));
  const scene = await stage(t, app);
  const { victim, attacker, carriers } = scene;
  const needed = await sessionCookies(app, scene.session);
  const opened = (what: string, value: string) =>
    t.fail(
      `A session changed to be the victim's (${what}) opened the victim's account: ${value.slice(0, 200)}.`,
      'A session is accepted only when its signature fits, made with the one algorithm that the app uses; or when it stands in the database.',
    );
  for (const carrier of carriers) {
    const jwt = jwtIn(carrier.value);
    const variants = jwt
      ? await unsignedVariants(jwt, impersonate(jwt.payload, attacker, victim))
      : rewrittenVariants(carrier.value, attacker, victim).map((value) => ({
          what: 'the name replaced',
          value,
        }));
    for (const { what, value } of variants) {
      if (shows(await present(app, carriers, carrier, value), victim)) opened(what, value);
      // A header that is read beside the cookie has to be as strict.
      if (carrier.cookie !== undefined) {
        if (shows(await present(app, carriers, { cookie: undefined, value }, value), victim))
          opened(`${what}, as a header`, value);
      }
    }
    for (const value of movedSeparators(carrier.value)) {
      const answer = await present(app, carriers, carrier, value);
      if (answer.ok && !shows(answer, attacker)) {
        t.fail(
          `A session with a separator moved by one place was answered ${told(answer)}: ${decodeUri(value).slice(0, 200)}.`,
          'What is signed says where one part ends and the next begins; else it is signed for others as well.',
        );
      }
    }
    if (carrier.cookie === undefined) continue;
    const one = t.random.integer(2, 9);
    for (const value of [
      `' OR '${one}'='${one}`,
      `' OR 1=1 --`,
      victim.id,
      victim.email,
      '1',
      'null',
      'undefined',
      'true',
      '{}',
      '%00',
      // What cookie-parser makes objects of.
      'j:{}',
      'j:["x"]',
      's:x.y',
      '..',
    ]) {
      const answer = await present(app, carriers, carrier, encodeURIComponent(value));
      // Where another cookie holds the session, it is one's own that answers.
      const isOwn = !needed.includes(carrier.cookie ?? '') && shows(answer, attacker);
      if (answer.status === 200 && !isOwn) opened('replaced as a whole', value);
      if (answer.status >= 500) {
        t.fail(
          `GET /api/me with the session ${JSON.stringify(value)} answered ${told(answer)}.`,
          'A session that is none is answered 401.',
        );
      }
    }
  }
});

/** The cookies without which GET /api/me no longer answers 200. */
async function sessionCookies(app: RunningApp, session: Session): Promise<string[]> {
  const carriers = carriersOf(session).filter(({ cookie }) => cookie !== undefined);
  const needed: string[] = [];
  for (const carrier of carriers) {
    const others = carriers.filter(({ cookie }) => cookie !== carrier.cookie);
    const header = others.map(({ cookie, value }) => `${cookie}=${value}`).join('; ');
    const answer = await app.client().send({ path: '/api/me', headers: { Cookie: header || undefined } });
    if (answer.status !== 200 && carrier.cookie) needed.push(carrier.cookie);
  }
  return needed;
}

const COOKIE_HOLDS_SESSION =
  'POST /api/login puts the session into a cookie: HttpOnly, Secure, and SameSite=Lax or Strict.';

check('cookie-flags', async (t) => {
  t.tried(
    'Looked at the session cookie as a script on the page, a plain-http request and a foreign site would.',
  );
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const session = await signIn(t, app, who);
  const byCookie = await session.client.get('/api/me');
  if (!shows(byCookie, who)) {
    t.fail(
      `After a login GET /api/me with the cookies alone (${session.client.jar.all.map(({ name }) => name).join(', ') || 'there are none'}) answered ${told(byCookie)}.`,
      COOKIE_HOLDS_SESSION,
    );
  }
  const needed = await sessionCookies(app, session);
  flagged(t, session, needed);
  // Again from the same browser: whoever renews a session may take another way.
  flagged(t, await signIn(t, app, who, session.client), needed);
});

/** Insists on the three flags of the cookies with these names. */
function flagged(t: CheckContext, { client }: Session, needed: readonly string[]): void {
  for (const cookie of client.jar.all.filter(({ name }) => needed.includes(name))) {
    const sameSite = cookie.attributes.get('samesite')?.toLowerCase();
    const missing = [
      cookie.attributes.has('httponly') ? undefined : 'HttpOnly: a script on the page can read it',
      cookie.attributes.has('secure') ? undefined : 'Secure: it also travels over plain http',
      sameSite === 'lax' || sameSite === 'strict'
        ? undefined
        : `SameSite=Lax or Strict (it says ${sameSite ?? 'nothing'}): foreign sites can send it`,
    ].filter((item) => item !== undefined);
    if (missing.length > 0) {
      t.fail(`The session cookie "${cookie.name}" lacks ${missing.join('; ')}.`, COOKIE_HOLDS_SESSION);
    }
  }
}

check('cookie-not-in-body', async (t) => {
  t.tried('Looked for the session, or a token that opens the account, in bodies, headers and URLs.');
  const app = await t.start();
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  const session = await signIn(t, app, who);
  const seen = await me(session);
  const kept =
    'The session travels in its HttpOnly cookie and nowhere else: what a script can read, an injected script can steal.';
  // Another cookie, against forged forms or for the page to look at, may well stand in the body.
  const needed = await sessionCookies(app, session);
  const values = session.client.jar.all
    .filter(({ name }) => needed.length === 0 || needed.includes(name))
    .map(({ value }) => value)
    .filter((value) => value.length >= 12);
  for (const [route, answer] of [
    ['POST /api/register', registered],
    ['POST /api/login', session.answer],
    ['GET /api/me', seen],
  ] as const) {
    const places = [
      answer.text.slice(0, 50_000),
      ...answer.headers.filter(([name]) => name.toLowerCase() !== 'set-cookie').map(([, value]) => value),
    ];
    for (const place of places) {
      const copy = values.find((value) => place.includes(value) || place.includes(decodeUri(value)));
      if (copy || /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/.test(place)) {
        t.fail(`The answer to ${route} carries the token: ${place.slice(0, 200)}.`, kept);
      }
    }
    for (const token of tokensIn(answer)) {
      const opened = await app
        .client()
        .send({ path: '/api/me', headers: { Authorization: `Bearer ${token}` } });
      if (opened.status === 200)
        t.fail(`The answer to ${route} carries a token that opens GET /api/me: ${token}.`, kept);
    }
  }
});

check('session-expires', async (t) => {
  t.tried(
    'Copied the session of a logged-in user, used the copy every few hours, and presented it again a little more than 24 hours after the login.',
  );
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const idle = await signIn(t, app, who);
  const used = await signIn(t, app, who);
  const firstCarriers = { idle: carriersOf(idle), used: carriersOf(used) };
  const other = person(t.random);
  await register(t, app, other);
  const busy = await signIn(t, app, other);
  // A day goes by as days do: in hours, with other people about. What an answer renews, a browser takes over.
  for (let hours = 0; hours < 24; hours += 4) {
    await t.clock.advance('4h');
    await me(busy);
    await me(used);
    // A login is a session of its own: it adds nothing to another one's time.
    if (hours === 16) await signIn(t, app, who);
    // Whoever copied it does not care for how long a browser was asked to keep it.
    for (const carrier of firstCarriers.used) await present(app, firstCarriers.used, carrier, carrier.value);
  }
  await t.clock.advance('2m');
  const copies: Array<[how: string, carriers: readonly Carrier[]]> = [
    ['The copied session', firstCarriers.idle],
    ['The copied session, used every four hours,', firstCarriers.used],
    ['The session that was handed out anew while the copied one was used every four hours', carriersOf(used)],
  ];
  for (const [how, carriers] of copies) {
    for (const carrier of carriers) {
      for (const value of laterVariants(carrier.value, t.clock.now())) {
        const answer = await present(app, carriers, carrier, value);
        if (answer.status !== 200) continue;
        t.fail(
          `${how}, with a later end written into it, opens GET /api/me after 24 hours: ${told(answer)}.`,
          'The end of a session is nothing that its holder can change: it is signed with the rest, or it stands in the database.',
        );
      }
      const answer = await present(app, carriers, carrier, carrier.value);
      if (answer.status === 200) {
        t.fail(
          `${how} still opens GET /api/me after 24 hours: ${told(answer)}.`,
          'A session ends within 24 hours of its login on the server too, however often it is used: an expiry in the token or in the table, not only in the cookie, and none that moves with every request.',
        );
      }
    }
  }
  await stillLetsIn(t, app, who);
});
