import { type Answer, type CheckContext, type Client, check, told } from '../kit/index.ts';
import { login, type Person, person, register, signIn, stillLetsIn, wrongPassword } from './contract.ts';

/** The contract's number: wrong passwords that are looked at, from one address for one account, in 15 minutes. */
const MOST = 10;
const AT_MOST_TEN =
  'Within 15 minutes at most ten wrong passwords from one address for one account are looked at; then 429 with Retry-After until the window is over.';

/** A 429 says nothing about the password; whatever else comes may tell right from wrong. */
const lookedAt = (answer: Answer) => answer.status !== 429;

/** Seconds from now, or undefined when the header is neither a number of seconds nor a date. */
function retryAfter(answer: Answer, now: number): number | undefined {
  const value = answer.header('Retry-After')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

function tooMany(t: CheckContext, looked: number, how: string): void {
  if (looked > MOST) {
    t.fail(`${looked} wrong passwords ${how} were looked at, not answered 429.`, AT_MOST_TEN);
  }
}

check('limit-wrong-passwords', async (t) => {
  t.tried(
    'Guessed passwords for one account from one address, one after the other, for a little less than 15 minutes.',
  );
  const app = await t.start();
  const [victim, bystander] = [person(t.random), person(t.random)];
  await register(t, app, victim);
  await register(t, app, bystander);
  const client = app.client();
  const startedAt = t.clock.now();
  let looked = 0;
  const refusals: Answer[] = [];
  // Bursts over the window: a limit that forgets after a minute shows here.
  for (const [pause, tries] of [
    [undefined, MOST + 3],
    ['4m', 4],
    ['4m', 4],
    ['5m', 4],
  ] as const) {
    if (pause) await t.clock.advance(pause);
    for (let i = 0; i < tries; i++) {
      const answer = await login(client, { email: victim.email, password: wrongPassword(t.random) });
      if (lookedAt(answer)) looked += 1;
      else refusals.push(answer);
    }
  }
  const minutes = Math.floor((t.clock.now() - startedAt) / 60_000);
  tooMany(t, looked, `from one address within ${minutes} minutes`);
  if (refusals.length === 0) t.fail('No guess was ever refused.', AT_MOST_TEN);
  for (const [index, refusal] of refusals.entries()) {
    if (retryAfter(refusal, startedAt) !== undefined) continue;
    const said = refusal.header('Retry-After');
    t.fail(
      `429 number ${index + 1} says ${said === undefined ? 'no Retry-After' : `Retry-After: ${said}`}.`,
      'A 429 carries Retry-After, in seconds or as a date, so that an honest client knows when to come back.',
    );
  }
  await stillLetsIn(t, app, bystander);
});

check('limit-at-once', async (t) => {
  t.tried('Sent 24 wrong passwords for one account at the same moment.');
  const app = await t.start();
  const [victim, bystander] = [person(t.random), person(t.random)];
  await register(t, app, victim);
  await register(t, app, bystander);
  const client = app.client();
  const answers = await Promise.all(
    Array.from({ length: 24 }, () =>
      login(client, { email: victim.email, password: wrongPassword(t.random) }),
    ),
  );
  tooMany(t, answers.filter(lookedAt).length, 'sent at the same moment');
  await stillLetsIn(t, app, bystander);
});

check('limit-mixed-spelling', async (t) => {
  t.tried(
    'Guessed with the address and the route in changing spellings, and logged in to an own account in between.',
  );
  const app = await t.start();
  const victim = person(t.random);
  await register(t, app, victim);
  const [own, bystander] = [person(t.random), person(t.random)];
  await register(t, app, own);
  await register(t, app, bystander);
  // Not an app that is careful while it, or the account, is young.
  await t.clock.advance('26h');
  // An app that cuts blanks off has more spellings of an address than one that does not.
  const isTrimmed = (await login(app.client(), { ...own, email: ` ${own.email} ` })).ok;
  const client = app.client();
  let looked = 0;
  for (let i = 0; i < MOST + 5; i++) {
    const answer = await login(client, {
      email: respelled(t, victim.email, isTrimmed),
      password: wrongPassword(t.random),
    });
    if (lookedAt(answer)) looked += 1;
    if (i % 4 === 3) await login(client, own);
  }
  // Express takes these for the same route, unless it is told not to: then there is nothing to guess at.
  for (const path of ['/api/login/', '/API/Login', '/api/login?next=/', '//api/login']) {
    for (let i = 0; i < 3; i++) {
      const answer = await client.post(path, { email: victim.email, password: wrongPassword(t.random) });
      if (lookedAt(answer) && answer.status !== 404 && answer.status !== 405) looked += 1;
    }
  }
  tooMany(
    t,
    looked,
    'in changing spellings of address and route, with good logins to another account in between,',
  );
  await stillLetsIn(t, app, bystander);
});

/** The address with the case of some letters changed, and blanks around it where they do not count. */
function respelled(t: CheckContext, email: string, isTrimmed: boolean): string {
  const letters = [...email].map((character) =>
    t.random.fraction() < 0.5 ? character.toUpperCase() : character,
  );
  const blanks = () => (isTrimmed ? ' '.repeat(t.random.integer(0, 3)) : '');
  return blanks() + letters.join('') + blanks();
}

check('limit-forwarded-for', async (t) => {
  t.tried(
    'Guessed with made-up X-Forwarded-For and other headers that claim to come from somewhere else each time.',
  );
  const app = await t.start();
  const bystander = person(t.random);
  await register(t, app, bystander);
  const victim = person(t.random);
  await register(t, app, victim);
  const client: Client = app.client();
  // All at once: a limit keyed by any one of them sees somebody new every time.
  const claims = () => ({
    'X-Forwarded-For': t.random.pick([t.random.address(), `${t.random.address()}, ${t.random.address()}`]),
    'X-Real-IP': t.random.address(),
    'X-Client-IP': t.random.address(),
    'CF-Connecting-IP': t.random.address(),
    'True-Client-IP': t.random.address(),
    Forwarded: `for=${t.random.address()}`,
    'User-Agent': `Mozilla/5.0 (${t.random.text(8)})`,
  });
  let looked = 0;
  for (let i = 0; i < MOST + 4; i++) {
    const answer = await client.send({
      method: 'POST',
      path: '/api/login',
      json: { email: victim.email, password: wrongPassword(t.random) },
      headers: claims(),
    });
    if (lookedAt(answer)) looked += 1;
  }
  tooMany(t, looked, `from one address that claimed to be others (${Object.keys(claims()).join(', ')})`);
  await stillLetsIn(t, app, bystander);
});

/** Guesses from one address until that account is shut for it. */
async function exhaust(t: CheckContext, client: Client, victim: Person, tries = MOST + 2): Promise<void> {
  for (let i = 0; i < tries; i++) {
    await login(client, { email: victim.email, password: wrongPassword(t.random) });
  }
}

check('other-user-not-blocked', async (t) => {
  t.tried('Logged in as somebody else, from elsewhere, while an attacker was being refused.');
  const app = await t.start();
  const [victim, bystander] = [person(t.random), person(t.random)];
  await register(t, app, victim);
  await register(t, app, bystander);
  // As many as a script sends in a second: a limit for the whole app would be full.
  await exhaust(t, app.client(), victim, 90);
  const answer = await login(app.client(), bystander);
  if (!answer.ok) {
    t.fail(
      `While one address was guessing at one account, another user from another address was answered ${told(answer)}.`,
      'A limit hits whoever guesses, not everybody: behind a proxy that takes the right address (trust proxy).',
    );
  }
});

check('limit-window-ends', async (t) => {
  t.tried('Guessed until refused, waited 15 minutes, and came back with the right password.');
  const app = await t.start();
  const victim = person(t.random);
  await register(t, app, victim);
  const client = app.client();
  await exhaust(t, client, victim);
  await t.clock.advance('15m');
  await t.clock.advance('5s');
  const answer = await login(client, victim);
  if (!answer.ok) {
    t.fail(
      `15 minutes after the guessing the right password was answered ${told(answer)}.`,
      'After the window everything is as before: a limit that never ends lets anybody shut anybody out.',
    );
  }
});

check('five-wrong-then-right', async (t) => {
  t.tried('Mistyped five times; and, as somebody else, four times and then typed the right password.');
  const app = await t.start();
  const [clumsy, patient] = [person(t.random), person(t.random)];
  await register(t, app, clumsy);
  await register(t, app, patient);
  const mistype = async (who: Person, client: Client, times: number) => {
    for (let i = 1; i <= times; i++) {
      const answer = await login(client, { email: who.email, password: wrongPassword(t.random) });
      if (answer.status !== 401) {
        t.fail(
          `Wrong password number ${i} was answered ${told(answer)}.`,
          'Five wrong passwords are always allowed: each is looked at and answered 401.',
        );
      }
    }
  };
  await mistype(clumsy, app.client(), 5);
  const client = app.client();
  await mistype(patient, client, 4);
  await signIn(t, app, patient, client);
});

check('many-right-logins', async (t) => {
  t.tried('Logged in correctly five times in a row from one address.');
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const client = app.client();
  for (let i = 1; i <= 5; i++) {
    const answer = await login(client, who);
    if (!answer.ok) {
      t.fail(
        `Correct login number ${i} was answered ${told(answer)}.`,
        'Five correct logins in a row are always allowed.',
      );
    }
  }
});
