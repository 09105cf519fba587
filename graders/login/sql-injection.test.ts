import { type Answer, type CheckContext, type Client, check, type RunningApp, told } from '../kit/index.ts';
import {
  gotIn,
  login,
  type Person,
  person,
  register,
  stillTakesAnyPassword,
  wrongPassword,
} from './contract.ts';
import {
  accountRow,
  asAddress,
  canaryValues,
  plantCanary,
  selectedColumns,
  tautologies,
  unionPayloads,
} from './injection.ts';

const NOBODY_GETS_IN = 'Nobody gets in without the password: such a login is answered 401 (or 400/422).';
const NEVER_SQL =
  'What a client sends stays a value: pass it to the query as a parameter, never as part of its text.';

/** Sends one injected login from a browser of its own and fails the check when it opened an account. */
async function tryLogin(
  t: CheckContext,
  app: RunningApp,
  credentials: { email: unknown; password: unknown },
): Promise<Answer> {
  const client: Client = app.client();
  const answer = await login(client, credentials);
  const breach = await gotIn(client, answer);
  if (breach) {
    t.fail(`With the e-mail ${JSON.stringify(credentials.email)} ${breach}.`, NOBODY_GETS_IN);
  }
  return answer;
}

async function twoUsers(t: CheckContext, app: RunningApp): Promise<[Person, Person]> {
  const users: [Person, Person] = [person(t.random), person(t.random)];
  for (const user of users) await register(t, app, user);
  return users;
}

check('sql-login-tautology', async (t) => {
  t.tried(
    'Logged in with conditions that are always true in place of the e-mail address and of the password.',
  );
  const app = await t.start();
  const [victim] = await twoUsers(t, app);
  const password = wrongPassword(t.random);
  // All of them in every run: what holds against some must not pass by the seed.
  const payloads = tautologies(t.random);
  for (const payload of payloads) {
    await tryLogin(t, app, { email: payload, password });
    for (const email of asAddress(payload, t.random)) await tryLogin(t, app, { email, password });
  }
  for (const payload of payloads.slice(0, 3)) {
    await tryLogin(t, app, { email: person(t.random).email, password: payload });
  }
  // The quote may be spent in one value and closed in the other.
  await tryLogin(t, app, { email: `${victim.email}' /*`, password: `*/ AND 'a'='a` });
  await tryLogin(t, app, { email: 'x\\', password: ' OR 1=1 --' });
  const canary = await plantCanary(t);
  for (const [index, value] of canaryValues(canary).entries()) {
    await login(app.client(), { email: value, password });
    await login(app.client(), { email: `${value}@example.com`, password });
    // Passwords cost a hash each: the quotings, without their variations.
    if (index < 4) await login(app.client(), { email: person(t.random).email, password: value });
    if (await canary.moved()) {
      t.fail(
        `The value ${JSON.stringify(value)} sent to POST /api/login ran as SQL in the database.`,
        NEVER_SQL,
      );
    }
  }
  // What a client says of itself is written down, too: into a table of logins, say.
  for (const value of canaryValues(canary).slice(0, 4)) {
    await app.client().send({
      method: 'POST',
      path: '/api/login',
      json: { email: victim.email, password },
      headers: { 'User-Agent': value, Referer: `https://${value}`, 'Accept-Language': value },
    });
    if (await canary.moved()) {
      t.fail(
        `The header value ${JSON.stringify(value)} sent with POST /api/login ran as SQL in the database.`,
        NEVER_SQL,
      );
    }
  }
  await stillTakesAnyPassword(t, app);
});

check('sql-login-union', async (t) => {
  t.tried("Logged in with a UNION that hands the query a row of the attacker's making.");
  const app = await t.start();
  const [victim, attacker] = await twoUsers(t, app);
  await login(app.client(), { email: victim.email, password: wrongPassword(t.random) });
  const tables = await t.database.dump();
  const payloads = unionPayloads(tables, victim, attacker, selectedColumns(t.database.statements));
  for (const email of payloads) {
    await tryLogin(t, app, { email, password: attacker.password });
    for (const address of asAddress(email.replace(/ --$/, '--'), t.random)) {
      await tryLogin(t, app, { email: address, password: attacker.password });
    }
  }
  // Without a look at the table: columns by number, the password in plaintext.
  const known = wrongPassword(t.random);
  for (let columns = 2; columns <= 6; columns++) {
    const values = Array.from({ length: columns }, (_, i) => (i === 0 ? '1' : `'${known}'`)).join(',');
    await tryLogin(t, app, { email: `x' UNION SELECT ${values} --`, password: known });
  }
  await stillTakesAnyPassword(t, app);
});

check('sql-login-comment', async (t) => {
  t.tried(
    'Logged in as a known user with the rest of the query commented out, or put together out of pieces.',
  );
  const app = await t.start();
  const [victim] = await twoUsers(t, app);
  const password = wrongPassword(t.random);
  for (const end of [`'--`, `' --`, `'; --`, `'/*`, `' -- -`, `')--`, `'-- @example.com`, `'::text --`]) {
    await tryLogin(t, app, { email: `${victim.email}${end}`, password });
    await tryLogin(t, app, { email: `"${victim.email}${end}"@example.com`, password });
  }
  // No SQL at all, where an address is looked up as a pattern: any letter will do, and so will any text.
  const letters = [...victim.email.slice(0, victim.email.indexOf('@'))].flatMap((character, index) =>
    // An underscore in place of an underscore is the address itself.
    /[a-z0-9]/.test(character) ? [index] : [],
  );
  const letter = t.random.pick(letters);
  for (const wildcard of ['_', '%']) {
    const email = `${victim.email.slice(0, letter)}${wildcard}${victim.email.slice(letter + 1)}`;
    const client = app.client();
    const answer = await login(client, { email, password: victim.password });
    if (await gotIn(client, answer)) {
      t.fail(
        `The address ${JSON.stringify(email)} with the password of ${victim.email} was answered ${told(answer)}: what was typed is read as a pattern, so one account has many addresses, each with guesses of its own.`,
        'An address is compared, not matched: = instead of LIKE and ILIKE.',
      );
    }
  }
  // No comment, no keyword, every character allowed in an address: two strings that PostgreSQL joins to one.
  const split = t.random.integer(2, victim.email.indexOf('@') - 1);
  const joined = `${victim.email.slice(0, split)}'||'${victim.email.slice(split)}`;
  const client = app.client();
  const answer = await login(client, { email: joined, password: victim.password });
  if (await gotIn(client, answer)) {
    t.fail(
      `The address ${JSON.stringify(joined)} was answered ${told(answer)}: the database put it together to ${victim.email}, so what was typed ran as SQL.`,
      NEVER_SQL,
    );
  }
  await stillTakesAnyPassword(t, app);
});

check('sql-register', async (t) => {
  t.tried('Registered with SQL in the e-mail address, the name and the password.');
  const app = await t.start();
  const [victim] = await twoUsers(t, app);
  const canary = await plantCanary(t);
  const before = accountRow(await t.database.dump(), victim.email);
  for (const [index, value] of canaryValues(canary).entries()) {
    for (const field of ['email', 'name', 'password'] as const) {
      // Names and passwords get as far as the hash: the quotings, without their variations.
      if (field !== 'email' && index >= 4) continue;
      const variants =
        field === 'email' ? [value, `${value}@example.com`, `"${value}"@example.com`] : [value];
      for (const variant of variants) {
        await app.client().post('/api/register', { ...person(t.random), [field]: variant });
      }
      if (await canary.moved()) {
        t.fail(
          `${JSON.stringify(value)} as the ${field} of POST /api/register ran as SQL in the database.`,
          NEVER_SQL,
        );
      }
    }
  }
  // A second row behind the first, and another user's credential read into one's own name.
  const smuggled = person(t.random);
  const table = before?.table;
  if (table && before) {
    const columns = table.columns.map(({ name }) => name);
    const email = columns[before.row.findIndex((value) => value?.toLowerCase() === victim.email)] ?? 'email';
    for (const name of [
      `x'), ('${smuggled.email}','${smuggled.password}','x') --`,
      `x'),('${smuggled.email}','${smuggled.password}','x`,
      `x''),('${smuggled.email}','${smuggled.password}','x`,
      `x'; INSERT INTO ${table.name} (${email}) VALUES ('${smuggled.email}') --`,
      `'||(SELECT string_agg(t::text,',') FROM ${table.name} t)||'`,
    ]) {
      const who = { ...person(t.random), name };
      await app.client().post('/api/register', who);
      const tables = await t.database.dump();
      if (accountRow(tables, smuggled.email)) {
        t.fail(`The name ${JSON.stringify(name)} made an account of its own: ${smuggled.email}.`, NEVER_SQL);
      }
      const own = accountRow(tables, who.email);
      if (own?.row.some((value) => value?.includes(victim.email))) {
        t.database.show('What the attacker registered', { columns: own.table.columns, rows: [own.row] });
        t.fail(
          `The name ${JSON.stringify(name)} read other people's rows into the attacker's own.`,
          NEVER_SQL,
        );
      }
    }
  }
  const after = accountRow(await t.database.dump(), victim.email);
  if (before && JSON.stringify(after?.row) !== JSON.stringify(before.row)) {
    t.fail("An attacker's registration changed the row of another user.", NEVER_SQL);
  }
  await stillTakesAnyPassword(t, app);
});

check('sql-stacked', async (t) => {
  t.tried('Ended the statement with a semicolon and put one of the attacker behind it, in both routes.');
  const app = await t.start();
  const [victim] = await twoUsers(t, app);
  // Some make a table when it is first needed.
  await login(app.client(), { email: person(t.random).email, password: wrongPassword(t.random) });
  const before = await t.database.dump();
  const account = accountRow(before, victim.email);
  const table = account ? `"${account.table.schema}"."${account.table.name}"` : 'users';
  const name = `owned_${t.random.text(6, 'abcdefghijkmnp')}`;
  for (const statement of [
    `CREATE TABLE ${name} (id int)`,
    `ALTER TABLE ${table} ADD COLUMN ${name} text`,
    `DELETE FROM ${table}`,
    `DROP TABLE ${table} CASCADE`,
  ]) {
    const ends = [
      `'; ${statement}; --`,
      `'); ${statement}; --`,
      `';${statement.replaceAll(' ', '/**/')};--@example.com`,
    ];
    for (const end of ends) {
      await login(app.client(), { email: `x${end}`, password: wrongPassword(t.random) });
      await app.client().post('/api/register', { ...person(t.random), email: `x${end}` });
    }
    const [quote, bracket] = ends;
    await login(app.client(), { email: person(t.random).email, password: `x${quote}` });
    // The last value of a statement's list, most often.
    await app.client().post('/api/register', { ...person(t.random), name: `x${bracket}` });
    const tables = await t.database.dump();
    const shape = (list: typeof tables) =>
      JSON.stringify(list.map((item) => [item.schema, item.name, item.columns.map((column) => column.name)]));
    if (shape(tables) !== shape(before)) {
      t.fail(
        `The attacker's ${JSON.stringify(statement)} was carried out: the tables are not what they were.`,
        NEVER_SQL,
      );
    }
    if (JSON.stringify(accountRow(tables, victim.email)?.row) !== JSON.stringify(account?.row)) {
      t.fail(
        `The attacker's ${JSON.stringify(statement)} was carried out: the account of ${victim.email} is gone or changed.`,
        NEVER_SQL,
      );
    }
  }
  await stillTakesAnyPassword(t, app);
});

check('sql-no-server-error', async (t) => {
  t.tried(
    'Logged in and registered with quotes, backslashes, wildcards and other characters that mean something to SQL.',
  );
  const app = await t.start();
  await twoUsers(t, app);
  const others = ['%', ';', '--', '/*', '$1', '$$', ':id', '{{1}}', '?', '\u2019', '\u{1F600}'];
  for (const value of ["'", "''", "'x'", '\\', "\\'", '"', t.random.shuffle(others).join('')]) {
    const requests: Array<[string, Record<string, unknown>]> = [
      ['/api/login', { email: value, password: wrongPassword(t.random) }],
      ['/api/login', { email: `${value}@example.com`, password: `${value}${wrongPassword(t.random)}` }],
      ['/api/register', { ...person(t.random), email: `${value}@example.com` }],
      [
        '/api/register',
        {
          ...person(t.random),
          name: `${value} ${t.random.text(4)}`,
          password: `${value}${wrongPassword(t.random)}`,
        },
      ],
    ];
    for (const [path, json] of requests) {
      const answer = await app.client().post(path, json);
      if (answer.status >= 500) {
        t.fail(
          `POST ${path} with ${JSON.stringify(json)} was answered ${told(answer)}.`,
          'A character in a value is no reason for a server error: the value is either fine or refused with 400/422 (401 at login).',
        );
      }
    }
  }
  // A refusal of everything odd is no server error either, and no help.
  await stillTakesAnyPassword(t, app, `'"`);
});
