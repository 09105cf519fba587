import { type Answer, type CheckContext, check, type RunningApp, told } from '../kit/index.ts';
import {
  idOf,
  login,
  me,
  type Person,
  person,
  register,
  registerProperly,
  shows,
  signIn,
  strongPassword,
} from './contract.ts';

const same = (a: unknown, b: string) => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

check('register-works', async (t) => {
  t.tried('Registered a new account.');
  const app = await t.start();
  const first = await registerProperly(t, app, person(t.random));
  const second = await registerProperly(t, app, person(t.random));
  if (first === second)
    t.fail(`Two accounts got the same id, ${first}.`, 'Every account has an id of its own.');
});

check('login-works', async (t) => {
  t.tried(
    'Tried to log in, registered, logged in with the right password, and was refused with a wrong one.',
  );
  const app = await t.start();
  const who = person(t.random);
  // Tried before there was an account, as people do who don't remember: that is no reason to refuse it afterwards.
  await login(app.client(), who);
  await register(t, app, who);
  const { answer } = await signIn(t, app, who);
  if (answer.status !== 200) {
    t.fail(
      `The right e-mail address and password were answered ${told(answer)}.`,
      'POST /api/login with the right password is answered 200.',
    );
  }
  for (const password of [
    strongPassword(t.random),
    who.password.slice(0, -1),
    `${who.password}x`,
    who.password.toLowerCase(),
  ]) {
    const answer = await login(app.client(), { email: who.email, password });
    if (answer.status !== 401 || answer.object?.error === undefined) {
      t.fail(
        `The wrong password ${JSON.stringify(password)} (right: ${JSON.stringify(who.password)}) was answered ${told(answer)}.`,
        'A wrong password is answered 401 with a JSON error {error}.',
      );
    }
  }
});

async function insistOnMe(t: CheckContext, answer: Answer, who: Person, id: string): Promise<void> {
  if (
    answer.status !== 200 ||
    !same(answer.object?.email, who.email) ||
    answer.object?.name !== who.name ||
    (id !== '' && idOf(answer) !== id)
  ) {
    t.fail(
      `GET /api/me of ${who.email} answered ${told(answer)}.`,
      `It answers 200 with {id: ${id}, email, name: ${JSON.stringify(who.name)}} of the one who is logged in.`,
    );
  }
}

check('me-works', async (t) => {
  t.tried('Asked GET /api/me after logging in, twice.');
  const app = await t.start();
  const who = person(t.random);
  const id = await register(t, app, who);
  const session = await signIn(t, app, who);
  await insistOnMe(t, await me(session), who, id);
  await insistOnMe(t, await me(session), who, id);
});

check('me-needs-session', async (t) => {
  t.tried('Asked GET /api/me with no session and with invented ones.');
  const app = await t.start();
  await register(t, app, person(t.random));
  for (const headers of [
    {},
    { Cookie: `token=${t.random.text(24)}; session=${t.random.text(24)}; sid=${t.random.text(24)}` },
    { Authorization: `Bearer ${t.random.text(24)}` },
    { Authorization: 'Bearer' },
    { Authorization: t.random.text(10) },
  ]) {
    const answer = await app.client().send({ path: '/api/me', headers });
    if (answer.status !== 401) {
      t.fail(
        `GET /api/me with ${JSON.stringify(headers)} answered ${told(answer)}.`,
        'Without a session GET /api/me answers 401.',
      );
    }
  }
});

check('logout-clears-cookie', async (t) => {
  t.tried('Logged in, logged out, and asked GET /api/me from the same browser; then logged in again.');
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const session = await signIn(t, app, who);
  const answer = await session.client.post('/api/logout');
  if (answer.status !== 204) {
    t.fail(`POST /api/logout answered ${told(answer)}.`, 'POST /api/logout answers 204.');
  }
  const after = await session.client.get('/api/me');
  if (after.ok) {
    t.fail(
      `After the logout the same browser still gets ${told(after)} from GET /api/me.`,
      'Logging out clears the cookie: same name, same path, in the past.',
    );
  }
  await signIn(t, app, who, session.client);
});

check('second-user', async (t) => {
  t.tried('Used two accounts in two browsers at the same time.');
  const app = await t.start();
  const people = [person(t.random), person(t.random)] as const;
  for (const who of people) await register(t, app, who);
  const sessions = [await signIn(t, app, people[0]), await signIn(t, app, people[1])] as const;
  for (const turn of [0, 1, 0, 1] as const) {
    const answer = await me(sessions[turn]);
    if (!shows(answer, people[turn])) {
      t.fail(
        `GET /api/me of ${people[turn].email} answered ${told(answer)}.`,
        'It answers with the account of the one who asks, whoever else is logged in.',
      );
    }
  }
  const crossed = await login(app.client(), { email: people[0].email, password: people[1].password });
  if (crossed.ok) {
    t.fail(
      `One user's address with another user's password was answered ${told(crossed)}.`,
      'A password opens its own account and no other.',
    );
  }
});

check('duplicate-address', async (t) => {
  t.tried(
    'Registered an address again: as it was, in another letter case, and several times at the same moment.',
  );
  const app = await t.start();
  const who = person(t.random);
  const id = await register(t, app, who);
  const taken = 'A taken address is answered 409.';
  for (const email of [
    who.email,
    who.email.toUpperCase(),
    `${who.email[0]?.toUpperCase()}${who.email.slice(1)}`,
  ]) {
    const answer = await app.client().post('/api/register', { ...person(t.random), email });
    if (answer.status !== 409)
      t.fail(`Registering ${email} after ${who.email} answered ${told(answer)}.`, taken);
  }
  // And nothing of it has changed: neither the name nor the address of whoever has it.
  await insistOnMe(t, await me(await signIn(t, app, who)), who, id);
  const late = person(t.random);
  const answers = await Promise.all(
    [late.email, late.email.toUpperCase(), late.email].map((email) =>
      app.client().post('/api/register', { ...late, email }),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  if (!answers.some(({ ok }) => ok) || statuses.filter((status) => status === 409).length !== 2) {
    t.fail(
      `The same address registered three times at once was answered ${statuses.join(', ')}.`,
      'One of them is answered 201, the others 409: a unique index decides, not a look before.',
    );
  }
  await signIn(t, app, late);
});

/** Registers, logs in, and is refused with something close. */
async function passwordWorks(
  t: CheckContext,
  app: RunningApp,
  password: string,
  close: readonly string[],
): Promise<void> {
  const who = { ...person(t.random), password };
  const registered = await app.client().post('/api/register', who);
  const accepted = 'Passwords of 8 to 64 characters are accepted, whatever the characters.';
  if (!registered.ok) {
    t.fail(
      `Registering with the password ${JSON.stringify(password)} (${[...password].length} characters) was answered ${told(registered)}.`,
      accepted,
    );
  }
  const answer = await login(app.client(), who);
  if (!answer.ok) {
    t.fail(
      `Logging in with the password ${JSON.stringify(password)}, as registered, was answered ${told(answer)}.`,
      accepted,
    );
  }
  for (const other of close) {
    const refused = await login(app.client(), { ...who, password: other });
    if (refused.ok) {
      t.fail(
        `${JSON.stringify(other)} opened an account whose password is ${JSON.stringify(password)}.`,
        'A password is taken as it is: not trimmed, not cut off, not changed in case.',
      );
    }
  }
}

check('password-characters', async (t) => {
  t.tried(
    'Registered and logged in with passwords of 8 and 64 characters, with spaces, quotes, non-ASCII and symbols.',
  );
  const app = await t.start();
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
  const eight = t.random.text(8, letters);
  await passwordWorks(t, app, eight, [eight.slice(0, 7)]);
  const long = t.random.text(64, letters);
  await passwordWorks(t, app, long, [long.slice(0, 63), long.slice(0, 32)]);
  // Twice as many bytes as characters.
  await passwordWorks(t, app, t.random.text(64, 'äöüßéèñçøåæîûãõ'), []);
  const padded = ` ${t.random.text(8, letters)} `;
  await passwordWorks(t, app, padded, [padded.trim()]);
  await passwordWorks(t, app, `'"; -- \\ ${t.random.text(6)}`, []);
  await passwordWorks(t, app, `<b>&amp;%00$1 pässwörd-${t.random.text(4)}`, []);
  await passwordWorks(t, app, `密码${t.random.text(4)}ключ🔑`, []);
  // Whoever keeps one byte of each character takes these for the others.
  const high = [...eight].map((letter) => String.fromCharCode(0x100 + letter.charCodeAt(0))).join('');
  await passwordWorks(t, app, high, [eight]);
});

check('email-plus-and-quote', async (t) => {
  t.tried("Registered and logged in with addresses like o'brien+news@example.com.");
  const app = await t.start();
  const word = () => t.random.text(6, 'abcdefghijkmnpqrstuvwxyz');
  for (const email of [
    `o'brien+${word()}@example.com`,
    `${word()}+news@example.com`,
    `d'${word()}@mail.example.org`,
    `${word()}.${word()}_${t.random.integer(1, 99)}-x@example.net`,
  ]) {
    const who = { ...person(t.random), email };
    await register(t, app, who);
    const answer = await me(await signIn(t, app, who));
    if (!shows(answer, who)) {
      t.fail(
        `Registered and logged in as ${email}, GET /api/me answered ${told(answer)}.`,
        'An address is kept as it was given, whatever signs it has.',
      );
    }
  }
});

check('email-any-case', async (t) => {
  t.tried('Registered with one spelling of an address and logged in with others.');
  const app = await t.start();
  const plain = person(t.random);
  // The first letter: some addresses begin with a number.
  const capital = plain.email.replace(/[a-z]/, (letter) => letter.toUpperCase());
  await register(t, app, { ...plain, email: capital });
  for (const email of [plain.email, plain.email.toUpperCase(), capital]) {
    const session = await signIn(t, app, { ...plain, email });
    const answer = await me(session);
    if (!shows(answer, plain)) {
      t.fail(
        `Logged in as ${email}, GET /api/me answered ${told(answer)}.`,
        'E-mail addresses are the same in any case.',
      );
    }
  }
});
