import {
  type Answer,
  type CheckContext,
  check,
  quoteIdentifier,
  type RunningApp,
  type TableRows,
  told,
} from '../kit/index.ts';
import {
  idOf,
  login,
  me,
  type Person,
  person,
  register,
  signIn,
  strongPassword,
  wrongPassword,
} from './contract.ts';
import { crack, fromHex, literalsOf, readableForms } from './cracking.ts';

const SLOW_HASH =
  'A password is stored as a salted hash that is slow by design: Argon2id, scrypt, bcrypt or PBKDF2 with many rounds.';

/** Text of a value, and for bytea also what its bytes spell. */
function spellings(value: string): string[] {
  const bytes = value.startsWith('\\x') ? fromHex(value.slice(2)) : undefined;
  return bytes ? [value, new TextDecoder().decode(bytes)] : [value];
}

function findReadable(tables: readonly TableRows[], password: string) {
  const forms = readableForms(password);
  for (const table of tables) {
    for (const row of table.rows) {
      for (const [index, value] of row.entries()) {
        if (value === null) continue;
        const form = forms.find(({ text }) => spellings(value).some((spelling) => spelling.includes(text)));
        if (form) return { table, row, column: table.columns[index]?.name ?? '?', form: form.form };
      }
    }
  }
  return undefined;
}

const MUST_STAND_NOWHERE = `It must stand nowhere. ${SLOW_HASH}`;

/**
 * Looks for passwords beside the tables' rows: in comments, names, function bodies, large objects, settings and
 * whatever else PostgreSQL's own catalogs hold. Who steals a database has those too.
 */
async function nothingInCatalogs(t: CheckContext, passwords: readonly string[]): Promise<void> {
  const { rows: catalogs } = await t.database.query(
    `select relname from pg_catalog.pg_class where relkind = 'r' and relnamespace = 'pg_catalog'::regnamespace
       and pg_catalog.has_table_privilege(oid, 'select') order by 1`,
  );
  const forms = passwords.flatMap((password) => readableForms(password));
  const found = await t.database.query(
    catalogs
      .map(
        ([name]) =>
          `select '${name}', left(c::text, 200) from pg_catalog.${quoteIdentifier(name ?? '')} c where exists (select from unnest($1::text[]) form where strpos(c::text, form) > 0)`,
      )
      .join(' union all '),
    [`{${forms.map(({ text }) => JSON.stringify(text)).join(',')}}`],
  );
  const [first] = found.rows;
  if (first)
    t.fail(`A password stands in PostgreSQL's catalog ${first[0]}: ${first[1]}.`, MUST_STAND_NOWHERE);
}

/** More than this in one row hides something: an account has some ten columns. */
const MOST_VALUES = 300;

/** A needle in a haystack of our own making is not what a password's safety rests on. */
function noHaystack(t: CheckContext, tables: readonly TableRows[]): void {
  for (const table of tables) {
    for (const row of table.rows) {
      const values = row.reduce((sum, value) => sum + (value?.split(/[:$.;,|&=\s{}"]+/).length ?? 0), 0);
      if (values <= MOST_VALUES) continue;
      t.fail(
        `A row of ${table.name} holds ${values} values, too many to tell which of them prove the password.`,
        `An account is a row or two of a few columns. ${SLOW_HASH}`,
      );
    }
  }
}

/** What is looked for in the database has to be what the app goes by: after a restart there is nothing else. */
async function knowsAfterRestart(t: CheckContext, app: RunningApp, who: Person): Promise<void> {
  await app.stop();
  const again = await t.start({ keepDatabase: true, env: app.env });
  const answer = await login(again.client(), who);
  if (!answer.ok) {
    t.fail(
      `After a restart of the app the right e-mail address and password were answered ${told(answer)}.`,
      'Accounts live in the database: they are there after a restart.',
    );
  }
}

/** Long values in the rows of an account that are neither its id, its address, its name nor a time: hash and salt. */
function storedSecrets(tables: readonly TableRows[], who: Person, answers: readonly Answer[]): string[] {
  const known = [who.email, who.name, ...answers.map(idOf)].map((value) => value.toLowerCase());
  return tables
    .flatMap(({ rows }) => rows)
    .filter((row) => row.some((value) => value?.toLowerCase() === who.email))
    .flat()
    .filter((value) => value !== null)
    .flatMap((value) => (value.startsWith('\\x') ? [value.slice(2)] : [value, ...value.split(/[:$.;,|]/)]))
    .filter((value) => value.length >= 24 && !/^\d{4}-\d\d-/.test(value))
    .filter((value) => !known.some((one) => one.includes(value.toLowerCase())));
}

check('passwords-not-readable', async (t) => {
  t.tried(
    'Read every row of every table, and every answer, after people had registered, logged in and mistyped.',
  );
  const app = await t.start();
  const who = person(t.random);
  const client = app.client();
  const registered = await client.post('/api/register', who);
  const other = person(t.random);
  await register(t, app, other);
  const mistyped = wrongPassword(t.random);
  const refused = await login(app.client(), { email: who.email, password: mistyped });
  const session = await signIn(t, app, who);
  const shown = await me(session);
  const tables = await t.database.dump();
  noHaystack(t, tables);
  for (const [password, whose] of [
    [who.password, 'the password'],
    [mistyped, 'a mistyped password'],
  ] as const) {
    const found = findReadable(tables, password);
    if (found) {
      t.database.show(`Table ${found.table.name}`, { columns: found.table.columns, rows: [found.row] });
      t.fail(
        `${whose[0]?.toUpperCase()}${whose.slice(1)} stands ${found.form} in ${found.table.name}.${found.column}.`,
        MUST_STAND_NOWHERE,
      );
    }
  }
  await nothingInCatalogs(t, [who.password, mistyped]);
  const secrets = storedSecrets(tables, who, [registered, shown]);
  for (const answer of [registered, refused, session.answer, shown]) {
    const text = answer.text;
    const isHash = /\$2[abxy]\$\d\d\$|\$argon2/.test(text) || secrets.some((secret) => text.includes(secret));
    if (text.includes(who.password) || isHash) {
      t.fail(
        `An answer hands out the password or its hash: ${text.slice(0, 200)}.`,
        'Neither leaves the server.',
      );
    }
  }
  await knowsAfterRestart(t, app, who);
});

check('passwords-salted', async (t) => {
  t.tried('Registered people who happen to have the same password and compared what is stored of them.');
  const app = await t.start();
  const shared = [strongPassword(t.random), strongPassword(t.random)] as const;
  // Two passwords, two people each, in turns: A B A B.
  const people: Person[] = [];
  for (let i = 0; i < 4; i++) {
    const who = { ...person(t.random), password: i % 2 === 0 ? shared[0] : shared[1] };
    await register(t, app, who);
    people.push(who);
  }
  const tables = await t.database.dump();
  noHaystack(t, tables);
  for (const table of tables) {
    for (const [index, column] of table.columns.entries()) {
      const counts = new Map<string, number>();
      for (const row of table.rows) {
        const value = row[index];
        if (value && value.length >= 8) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      // Exactly two values, each twice: the column is a function of the password alone.
      // A time in seconds may come twice as well; but those who share a value share the password.
      const pairs = new Set(
        table.rows.map((row, at) => {
          const who = people.find(({ email }) => row.some((value) => value?.toLowerCase() === email));
          return JSON.stringify([(who ?? people[at])?.password, row[index]]);
        }),
      );
      if (
        counts.size === 2 &&
        pairs.size === 2 &&
        [...counts.values()].every((count) => count === 2) &&
        table.rows.length === 4
      ) {
        t.database.show(`Table ${table.name}`, table);
        t.fail(
          `${table.name}.${column.name} is the same for people with the same password: one cracked hash opens them all, and a table of known hashes opens many.`,
          `Two people with one password have different hashes. ${SLOW_HASH}`,
        );
      }
    }
  }
  await nothingInCatalogs(t, shared);
  await knowsAfterRestart(t, app, people[0] as Person);
});

/** Length of what is stored, by column, for an account. */
async function storedLengths(
  t: CheckContext,
  app: RunningApp,
  password: string,
): Promise<Map<string, { length: number; value: string }>> {
  const before = new Set(
    (await t.database.dump()).flatMap((table) =>
      table.rows.map((row) => `${table.name}${JSON.stringify(row)}`),
    ),
  );
  const local = t.random.text(10, 'abcdefghijkmnpqrstuvwxyz');
  await register(t, app, { email: `${local}@example.com`, name: 'Ada Weber', password });
  const lengths = new Map<string, { length: number; value: string }>();
  for (const table of await t.database.dump()) {
    for (const row of table.rows) {
      if (before.has(`${table.name}${JSON.stringify(row)}`)) continue;
      for (const [index, column] of table.columns.entries()) {
        const value = row[index];
        if (value) lengths.set(`${table.name}.${column.name}`, { length: value.length, value });
      }
    }
  }
  return lengths;
}

/** Less than any slow hash takes on a quick machine, with the smallest settings that anybody recommends. */
const TOO_QUICK_MS = 4;

/** The shortest time of three, in milliseconds, pauses not counted; undefined when one is not answered `status`. */
async function shortestWork(
  app: RunningApp,
  send: () => Promise<Answer>,
  status: number,
): Promise<number | undefined> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const answer = await app.withoutPauses(send());
    if (answer.status !== status) return undefined;
    shortest = Math.min(shortest, answer.durationMs);
  }
  return shortest;
}

/** Whatever is stored, and however it came about: a password that is looked at in no time is guessed in no time. */
async function looksSlowly(t: CheckContext, app: RunningApp, who: Person): Promise<void> {
  const usual = await shortestWork(app, () => app.client().get('/api/me'), 401);
  const guess = () => login(app.client(), { email: who.email, password: strongPassword(t.random) });
  const guessing = await shortestWork(app, guess, 401);
  if (usual === undefined || guessing === undefined || guessing - usual >= TOO_QUICK_MS) return;
  t.note(
    `A wrong password: ${guessing.toFixed(1)} ms; a request that asks for no password: ${usual.toFixed(1)} ms`,
  );
  t.fail(
    `A wrong password takes ${Math.max(0, guessing - usual).toFixed(1)} ms of work (pauses not counted). No slow hash is that quick: whoever steals the table tries thousands a second on one core.`,
    SLOW_HASH,
  );
}

check('passwords-slow-hash', async (t) => {
  t.tried(
    'Stole the table and the source and tried to get passwords back: fast hashes, known salts, keys in the code.',
  );
  const app = await t.start();
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const short = await storedLengths(t, app, t.random.text(8, alphabet));
  const long = await storedLengths(t, app, t.random.text(64, alphabet));
  for (const [column, { length, value }] of long) {
    const other = short.get(column);
    if (other && length - other.length >= 20) {
      t.note(`8 characters: ${other.value}`);
      t.note(`64 characters: ${value}`);
      t.fail(
        `${column} grows with the password: it is encoded or encrypted, so whoever has the key (or the code) reads it.`,
        SLOW_HASH,
      );
    }
  }
  const who = person(t.random);
  await register(t, app, who);
  // What is typed at the login may be written down, too: a wrong password is mostly a right one with a slip.
  const guess = strongPassword(t.random);
  await login(app.client(), { email: who.email, password: guess });
  const tables = await t.database.dump();
  noHaystack(t, tables);
  const rows = tables.flatMap((table) =>
    table.rows.some((row) => row.some((value) => value?.toLowerCase() === who.email))
      ? table.rows.filter((row) => row.some((value) => value?.toLowerCase() === who.email))
      : table.rows.slice(-3),
  );
  const known = { literals: literalsOf(t.files).slice(0, 300), environment: Object.values(app.env) };
  for (const [password, what] of [
    [who.password, 'The stored value'],
    [guess, 'What is stored of a wrong password'],
  ] as const) {
    const found = await crack(password, rows, known);
    if (!found) continue;
    t.note(`${found.how} gives ${found.value}`);
    t.fail(`${what} is ${found.how}: a graphics card tries billions of those a second.`, SLOW_HASH);
  }
  await nothingInCatalogs(t, [who.password]);
  await looksSlowly(t, app, who);
  await knowsAfterRestart(t, app, who);
});
