import {
  type Answer,
  type CheckContext,
  type ClientRequest,
  check,
  internalsIn,
  quoteIdentifier,
  quoteTable,
  type RunningApp,
  told,
} from '../kit/index.ts';
import { isJsonError, person, register, stillLetsIn, wrongPassword } from './contract.ts';

const BAD_INPUT = 'Bad input is answered 400 or 422 (413 or 415 where they fit) with a JSON error.';

/** Sends bad input from a browser of its own and insists on a proper refusal. */
async function refused(
  t: CheckContext,
  app: RunningApp,
  request: ClientRequest & { path: string },
  what: string,
  allowed: readonly number[] = [],
): Promise<Answer> {
  const answer = await app.client().send({ method: 'POST', ...request });
  const statuses = [400, 422, 413, 415, ...allowed];
  if (!statuses.includes(answer.status)) {
    t.fail(`POST ${request.path} with ${what} was answered ${told(answer)}.`, BAD_INPUT);
  }
  if (!isJsonError(answer)) {
    t.fail(
      `POST ${request.path} with ${what} was refused with ${answer.status}, but not as a JSON error: ${told(answer)}.`,
      BAD_INPUT,
    );
  }
  return answer;
}

check('input-types', async (t) => {
  t.tried('Sent bodies with missing fields, null, numbers, booleans, arrays and objects to both routes.');
  const app = await t.start();
  const [known, honest] = [person(t.random), person(t.random)];
  await register(t, app, known);
  await register(t, app, honest);
  const values: unknown[] = [undefined, null, t.random.integer(10_000_000, 99_999_999), true, [], {}, ''];
  for (const path of ['/api/login', '/api/register']) {
    for (const field of ['email', 'password'] as const) {
      const { email, password } = known;
      const shaped =
        field === 'email' ? [[email], { email }, { $ne: null }] : [[password], { length: 12 }, { $gt: '' }];
      let target = known;
      for (const [index, value] of [...values, ...shaped].entries()) {
        // Bad input may count as an attempt, of which five are always allowed.
        if (path === '/api/login' && field === 'password' && index % 4 === 3) {
          target = person(t.random);
          await register(t, app, target);
        }
        const good: Record<string, unknown> =
          path === '/api/login'
            ? { email: target.email, password: target.password }
            : { ...person(t.random) };
        // An empty string is a string: at login it may also be just a wrong one.
        const allowed = path === '/api/login' && value === '' ? [401] : [];
        const shown = value === undefined ? `no ${field}` : `${JSON.stringify(value)} as the ${field}`;
        await refused(t, app, { path, json: { ...good, [field]: value } }, shown, allowed);
      }
    }
    // To a limit by account these are all attempts at one without a name.
    const manyAttempts = path === '/api/login' ? [429] : [];
    for (const json of [[], 'text', 7, null, [[]]]) {
      await refused(t, app, { path, json }, `${JSON.stringify(json)} as the whole body`, manyAttempts);
    }
    await refused(
      t,
      app,
      { path, headers: { 'Content-Type': 'application/json' } },
      'an empty body',
      manyAttempts,
    );
    await refused(t, app, { path }, 'no body at all', manyAttempts);
    await refused(
      t,
      app,
      { path, body: JSON.stringify(known), headers: { 'Content-Type': 'text/plain' } },
      'a text/plain body',
      // An app may read JSON whatever it is called: then this is an ordinary request.
      path === '/api/login' ? [200] : [201, 409],
    );
  }
  for (const value of [['Ada'], { first: 'Ada' }, 7, null]) {
    const answer = await app.client().post('/api/register', { ...person(t.random), name: value });
    if (answer.status >= 500) {
      t.fail(
        `POST /api/register with ${JSON.stringify(value)} as the name was answered ${told(answer)}.`,
        BAD_INPUT,
      );
    }
  }
  for (const [path, json, allowed] of [
    ['/api/login', { email: `a\u0000${known.email}`, password: known.password }, [401]],
    ['/api/register', { ...person(t.random), email: `a\u0000b${t.random.text(6)}@example.com` }, []],
  ] as const) {
    await refused(t, app, { path, json }, 'a NUL byte in the e-mail address', [...allowed]);
  }
  // Whether a NUL byte in a password counts as a character is open; a server error it is not.
  for (const path of ['/api/login', '/api/register']) {
    const json = { ...person(t.random), password: `${wrongPassword(t.random)}\u0000${t.random.text(4)}` };
    const answer = await app.client().post(path, json);
    if (answer.status >= 500) {
      t.fail(`POST ${path} with a NUL byte in the password was answered ${told(answer)}.`, BAD_INPUT);
    }
  }
  await stillLetsIn(t, app, honest);
});

check('input-sizes', async (t) => {
  t.tried('Sent an e-mail address of 10 kB, a password of 1 MB and a body of 5 MB.');
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const longAddress = `${t.random.text(10_000)}@example.com`;
  const wide = (length: number) =>
    t.random
      .text(64)
      .repeat(Math.ceil(length / 64))
      .slice(0, length);
  await refused(
    t,
    app,
    { path: '/api/register', json: { ...person(t.random), email: longAddress } },
    'an e-mail address of 10 kB',
  );
  await refused(
    t,
    app,
    { path: '/api/login', json: { email: longAddress, password: who.password } },
    'an e-mail address of 10 kB',
    [401],
  );
  await refused(
    t,
    app,
    { path: '/api/register', json: { ...person(t.random), password: wide(1_000_000) } },
    'a password of 1 MB',
  );
  await refused(
    t,
    app,
    { path: '/api/login', json: { email: who.email, password: wide(1_000_000) } },
    'a password of 1 MB',
    [401],
  );
  for (const path of ['/api/login', '/api/register']) {
    const json = { ...person(t.random), [path === '/api/login' ? 'password' : 'name']: wide(5_000_000) };
    await refused(t, app, { path, json }, 'a body of 5 MB', path === '/api/login' ? [401] : []);
  }
  await stillLetsIn(t, app, who);
});

/** An app may read it all the same; else it refuses it as whoever sent it is to blame. */
async function mislabelled(t: CheckContext, app: RunningApp, path: string, body: string): Promise<void> {
  const json = 'application/json';
  for (const headers of [
    { 'Content-Type': `${json}; charset=latin1` },
    { 'Content-Type': json, 'Content-Encoding': 'zip' },
    { 'Content-Type': json, 'Content-Encoding': 'gzip' },
  ]) {
    const answer = await app.client().send({ method: 'POST', path, headers, body });
    if (answer.ok || (answer.status < 500 && isJsonError(answer))) continue;
    t.fail(
      `POST ${path} with the headers ${JSON.stringify(headers)} was answered ${told(answer)}.`,
      BAD_INPUT,
    );
  }
}

check('input-malformed-json', async (t) => {
  t.tried('Sent JSON that is none to both routes, and JSON that is labelled as what it is not.');
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const { email, password, name } = who;
  const whole = JSON.stringify({ email, password, name });
  for (const path of ['/api/login', '/api/register']) {
    for (const body of [
      whole.slice(0, t.random.integer(5, whole.length - 2)),
      `{email: '${email}', password: '${password}'}`,
      `${whole}}`,
      'not json at all',
      '{"email":',
      '\u0000',
    ]) {
      await refused(
        t,
        app,
        { path, body, headers: { 'Content-Type': 'application/json' } },
        `the body ${JSON.stringify(body.slice(0, 60))}`,
      );
    }
    await mislabelled(t, app, path, whole);
  }
  await stillLetsIn(t, app, who);
});

check('input-register-rules', async (t) => {
  t.tried('Registered with passwords shorter than 8 characters and with addresses that are none.');
  const app = await t.start();
  for (const password of [
    t.random.text(7),
    t.random.text(1),
    'é'.repeat(7),
    ' '.repeat(3),
    `${t.random.text(2)} ${t.random.text(2)}`,
  ]) {
    const who = { ...person(t.random), password };
    await refused(
      t,
      app,
      { path: '/api/register', json: who },
      `the password ${JSON.stringify(password)} (${password.length} characters)`,
    );
  }
  const word = t.random.text(6, 'abcdefghijkmnp');
  // What nobody takes for an address. Two @ may be one: the short patterns that most apps use let them pass.
  for (const email of [
    word,
    `@${word}.com`,
    `${word}@`,
    `${word} ${word}@example.com`,
    `${word}@exa mple.com`,
    '@',
    `${word}.example.com`,
    // Patterns that can read a text in many ways try all of them before they refuse it, and stand still for hours.
    `${'a'.repeat(45)}!`,
    `${'a.'.repeat(45)}@`,
  ]) {
    await refused(
      t,
      app,
      { path: '/api/register', json: { ...person(t.random), email } },
      `the address ${JSON.stringify(email)}`,
    );
  }
  const proper = person(t.random);
  await register(t, app, proper);
  await stillLetsIn(t, app, proper);
});

check('errors-no-internals', async (t) => {
  t.tried(
    'Provoked errors, the last ones by breaking the database, and read the answers as a stranger would.',
  );
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const looked = (answer: Answer, request: string) => {
    const found = internalsIn(answer);
    if (found) {
      t.fail(
        `The answer to ${request} shows ${found}: ${told(answer)}.`,
        'An error tells the client what it did wrong, and nothing of how the server is built: details belong into the log.',
      );
    }
  };
  const bodies: Array<[string, Parameters<ReturnType<RunningApp['client']>['send']>[0]]> = [];
  for (const path of ['/api/login', '/api/register']) {
    for (const body of ['{"email":', '{"email": [1], "password": {"a": 1}}', '[]', 'null', '']) {
      bodies.push([
        `POST ${path} with ${JSON.stringify(body)}`,
        { path, method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
      ]);
    }
    bodies.push([
      `POST ${path} with a long value`,
      { path, method: 'POST', json: { ...person(t.random), email: `${t.random.text(400)}@example.com` } },
    ]);
    bodies.push([
      `POST ${path} with a long name`,
      { path, method: 'POST', json: { ...person(t.random), name: t.random.text(5000) } },
    ]);
    bodies.push([
      `POST ${path} with a quote`,
      { path, method: 'POST', json: { ...person(t.random), email: "x'y@example.com" } },
    ]);
    bodies.push([
      `POST ${path} with a NUL byte`,
      { path, method: 'POST', json: { ...person(t.random), email: 'x\u0000y@example.com' } },
    ]);
  }
  bodies.push([
    'POST /api/register with a taken address',
    { path: '/api/register', method: 'POST', json: who },
  ]);
  bodies.push([
    'GET /api/me with a garbled session',
    {
      path: '/api/me',
      headers: {
        Cookie: 'token=eyJhbGciOiJIUzI1NiJ9.e30.x; session=%E0%A4%A',
        Authorization: 'Bearer x.y.z',
      },
    },
  ]);
  bodies.push(['GET /api/%E0%A4%A', { path: '/api/%E0%A4%A' }]);
  bodies.push(['GET /api/nowhere', { path: '/api/nowhere' }]);
  for (const [what, request] of bodies) looked(await app.client().send(request), what);
  await stillLetsIn(t, app, who);
  for (const [index, table] of (await t.database.tables()).entries()) {
    await t.database.query(
      `alter table ${quoteTable(table)} rename to ${quoteIdentifier(`gone_${index}_${t.random.text(8)}`)}`,
    );
  }
  t.note("All tables were renamed at this point: the app's queries fail now.");
  for (const [path, json] of [
    ['/api/login', { email: who.email, password: who.password }],
    ['/api/register', person(t.random)],
  ] as const) {
    const answer = await app.client().post(path, json);
    looked(answer, `POST ${path} while the database fails`);
    if (path === '/api/register' && answer.ok) {
      t.fail(
        `POST ${path} while the database fails was answered ${told(answer)}.`,
        'An error is hidden in its details, not in its being one: what did not happen is not answered as done.',
      );
    }
  }
});
