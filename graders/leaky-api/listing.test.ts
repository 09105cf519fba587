import {
  type CheckContext,
  check,
  person,
  type RunningApp,
  register,
  type Session,
  told,
} from '../kit/index.ts';
import { plantCanary } from './canary.ts';
import { idsIn, type Member, member, PAGE_MAX, recordsWith } from './contract.ts';

/** Registers so many members, some at a time, and gives their ids. */
async function crowd(t: CheckContext, app: RunningApp, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < names.length; from += 6) {
    const some = names.slice(from, from + 6).map((name) => ({ ...person(t.random), name }));
    ids.push(...(await Promise.all(some.map((who) => register(t, app, who)))));
  }
  return ids;
}

/** Fails the check when one answer holds more members than a page may. */
async function insistOnCap(t: CheckContext, session: Session, path: string, known: readonly string[]) {
  const answer = await session.get(path);
  if (answer.status >= 500) {
    t.fail(`GET ${path} answered ${told(answer)}.`, 'An odd limit is refused with 400 or 422, or set right.');
  }
  const shown = known.filter((id) => recordsWith(answer.json, id).length > 0).length;
  if (shown > PAGE_MAX) {
    t.fail(
      `GET ${path} answered with ${shown} members at once.`,
      `One answer holds at most ${PAGE_MAX} members, whatever limit is asked for: a larger one counts as ${PAGE_MAX} or is refused.`,
    );
  }
  return { answer, shown };
}

check('page-cap', async (t) => {
  t.tried(`Asked for all members at once, with more than ${PAGE_MAX} of them and limits of every kind.`);
  const app = await t.start();
  const viewer = await member(t, app);
  const names = Array.from({ length: PAGE_MAX + 3 }, () => person(t.random).name);
  const ids = [viewer.id, ...(await crowd(t, app, names))];
  const large = t.random.integer(30, 5000);
  for (const query of [
    '',
    `?limit=${large}`,
    `?limit=${PAGE_MAX + 1}`,
    `?limit=${large}000000`,
    '?limit=2147483647',
    '?limit=9999999999999999999',
    '?limit=-1',
    '?limit=0',
    '?limit=',
    '?limit=all',
    '?limit=null',
    '?limit=NaN',
    '?limit=Infinity',
    '?limit=1e3',
    `?limit=${large}.5`,
    `?limit=5&limit=${large}`,
    `?limit[]=${large}`,
    `?LIMIT=${large}&per_page=${large}&page_size=${large}&pageSize=${large}&size=${large}&take=${large}`,
  ]) {
    await insistOnCap(t, viewer.session, `/api/users${query}`, ids);
  }
  // What counts as 25 on the first page counts as 25 on the second: nobody between the pages is lost.
  const second = await viewer.session.get(`/api/users?limit=${PAGE_MAX + 5}&page=2`);
  if (second.ok && idsIn(second).length === 0) {
    t.fail(
      `GET /api/users?limit=${PAGE_MAX + 5}&page=2 answered ${told(second)}, although there are ${ids.length} members and the first page held ${PAGE_MAX} at most.`,
      `A limit that is too large counts as ${PAGE_MAX} wherever it is used, for the beginning of a page as well.`,
    );
  }
  const seen = new Set<string>();
  for (let page = 1; page <= Math.ceil(ids.length / 10) + 1; page++) {
    for (const id of idsIn(await viewer.session.get(`/api/users?limit=10&page=${page}`))) seen.add(id);
  }
  const lost = ids.filter((id) => !seen.has(id));
  if (lost.length > 0) {
    t.fail(
      `Going through the list with limit=10, page by page, ${lost.length} of ${ids.length} members never come up.`,
      'Pages are limited, and all of them together are all members.',
    );
  }
});

check('search-cap', async (t) => {
  t.tried(`Searched for what more than ${PAGE_MAX} members have in their names.`);
  const app = await t.start();
  const viewer = await member(t, app);
  const shared = t.random.text(4, 'bcdfghjklmnpqrstvwxz');
  const names = Array.from({ length: PAGE_MAX + 3 }, () => `${person(t.random).name} ${shared}`);
  const ids = await crowd(t, app, names);
  for (const more of ['', '&limit=1000', '&limit=-1', '&limit=abc', '&page=0&limit=0']) {
    await insistOnCap(t, viewer.session, `/api/search?q=${shared}${more}`, ids);
  }
  const { shown, answer } = await insistOnCap(t, viewer.session, `/api/search?q=${shared}`, ids);
  if (shown === 0)
    t.fail(`GET /api/search?q=${shared} answered ${told(answer)}.`, 'The search still finds members.');
});

/** Fails the check unless the search finds exactly the members whose name holds the term. */
async function insistOnFinding(t: CheckContext, viewer: Member, term: string, all: readonly Member[]) {
  const answer = await viewer.session.get(`/api/search?q=${encodeURIComponent(term)}`);
  for (const { id, who } of all) {
    const holds = who.name.toLowerCase().includes(term.toLowerCase());
    const isFound = recordsWith(answer.json, id).length > 0;
    if (holds === isFound) continue;
    t.fail(
      `The search for ${JSON.stringify(term)} ${isFound ? 'found' : 'did not find'} ${JSON.stringify(who.name)}: ${told(answer)}.`,
      'A search finds the members whose name or bio contains q, and no others; %, _ and \\ are characters like any other.',
    );
  }
}

check('search-wildcards', async (t) => {
  t.tried('Searched for the wildcards of LIKE, alone and inside of words.');
  const app = await t.start();
  // Without _ in the address: whether addresses are searched is for another check.
  const base = () => {
    const who = person(t.random);
    return { ...who, email: who.email.replaceAll('_', '.') };
  };
  const viewer = await member(t, app, { who: base() });
  const [before, after] = [t.random.text(3, 'bcdfghjkl'), t.random.text(3, 'mnpqrstvw')];
  const names = [
    `${before}%${after}`,
    `${before}_${after}`,
    `${before}\\${after}`,
    `${before}x${after}`,
    `${before}${after}`,
  ];
  const all = [viewer];
  for (const name of names) all.push(await member(t, app, { who: { ...base(), name } }));
  const terms = ['%', '_', '\\', '%%', `${before}%${after}`, `${before}_${after}`, `${before}\\${after}`];
  for (const term of [...terms, `%${after}`, `_${after}`, `${before}\\`, '\\%', '\\_', `${before}x`]) {
    await insistOnFinding(t, viewer, term, all);
  }
});

check('search-injection', async (t) => {
  t.tried('Searched for SQL.');
  const app = await t.start();
  const viewer = await member(t, app);
  const quoted = await member(t, app, { who: { ...person(t.random), name: `Ann O'${t.random.text(5)}` } });
  const canary = await plantCanary(t);
  const { expression } = canary;
  const n = t.random.integer(2, 99);
  for (const term of [
    `x'||${expression}||'y`,
    `x%' OR ${expression}>0 OR name ILIKE '%y`,
    `x' OR ${expression}>0 --`,
    `x') OR (${expression}>0) --`,
    `x'; SELECT ${expression}; --`,
    `\\'||${expression}--`,
    `x%'/**/OR/**/${expression}>0/**/OR/**/'a'='`,
    `zq' OR ${n}=${n} --`,
    `zq%' OR '${n}'='${n}`,
  ]) {
    const answer = await viewer.session.get(`/api/search?q=${encodeURIComponent(term)}`);
    if ((await canary.moved()) || recordsWith(answer.json, quoted.id).length > 0) {
      t.fail(
        `The search for ${JSON.stringify(term)} ran as SQL in the database: ${told(answer)}.`,
        'What a client sends stays a value: pass it to the query as a parameter, never as part of its text.',
      );
    }
  }
  await insistOnFinding(t, viewer, quoted.who.name.slice(4), [viewer, quoted]);
});

check('search-hidden-fields', async (t) => {
  t.tried('Searched for pieces of what is private: a hit tells as much as the field itself.');
  const app = await t.start();
  const [owner, viewer] = [await member(t, app), await member(t, app)];
  const [local = '', domain = ''] = owner.who.email.split('@');
  const stored = await t.database.dump();
  const hashes = stored
    .flatMap(({ rows }) => rows)
    .filter((row) => row.includes(owner.who.email))
    .flat()
    .filter((value) => value !== null && value.length >= 32 && !/[\s@]/.test(value));
  const terms = [
    owner.who.email,
    local,
    `@${domain}`,
    local.slice(-4),
    owner.stripeId,
    owner.stripeId.slice(4, 12),
    String(owner.balance),
    String(owner.balance).slice(0, 6),
    ...hashes.map((hash) => String(hash).slice(0, 24)),
  ];
  for (const term of terms) {
    if (owner.who.name.toLowerCase().includes(term.toLowerCase())) continue;
    const answer = await viewer.session.get(`/api/search?q=${encodeURIComponent(term)}`);
    if (recordsWith(answer.json, owner.id).length > 0) {
      t.fail(
        `The search for ${JSON.stringify(term)}, which stands in no name and no bio, found ${owner.who.name}: whoever tries one character after another reads the whole field.`,
        'The search looks at name and bio only.',
      );
    }
  }
  await insistOnFinding(t, viewer, owner.who.name, [owner]);
  await insistOnNoRank(t, app, viewer);
});

/** Of members who are found together the admins come neither first nor last. By age, name and id they alternate with the others. */
async function insistOnNoRank(t: CheckContext, app: RunningApp, viewer: Member): Promise<void> {
  const { name } = person(t.random);
  const [admins, others]: [string[], string[]] = [[], []];
  for (const letter of 'abcdefgh') {
    const isAdmin = 'aceg'.includes(letter);
    const who = { ...person(t.random), name: `${name} ${letter}` };
    (isAdmin ? admins : others).push((await member(t, app, { who, isAdmin })).id);
  }
  const found = idsIn(await viewer.session.get(`/api/search?q=${encodeURIComponent(name)}`));
  const shown = found.filter((id) => admins.includes(id) || others.includes(id));
  const first = shown.slice(0, admins.length);
  if (shown.length < 8) return;
  if (first.every((id) => admins.includes(id)) || first.every((id) => others.includes(id))) {
    t.fail(
      'A search lists the admins before or behind all others: whoever sees the order knows who they are.',
      'No search depends on a private field, its order included.',
    );
  }
}

/** Members of one name come in some order, too: by anything that others may see. */
async function insistOnPublicTies(t: CheckContext, app: RunningApp, viewer: Member): Promise<void> {
  const { name } = person(t.random);
  const alike: Member[] = [];
  for (let count = 0; count < 6; count++) {
    alike.push(await member(t, app, { who: { ...person(t.random), name } }));
  }
  const ids = alike.map(({ id }) => id);
  const shown = idsIn(await viewer.session.get('/api/users?sort=name&limit=25')).filter((id) =>
    ids.includes(id),
  );
  const byEmail = [...alike].sort((a, b) => (a.who.email < b.who.email ? -1 : 1)).map(({ id }) => id);
  const harmless = [ids.join(), [...ids].reverse().join()];
  if (shown.length < ids.length || harmless.includes(shown.join())) return;
  if (shown.join() === byEmail.join() || shown.join() === [...byEmail].reverse().join()) {
    t.fail(
      'GET /api/users?sort=name lists members of one name in the order of their e-mail addresses: whoever sees the order learns something of them.',
      'No order of a list depends on a private field: not where two are alike, either.',
    );
  }
}

check('sort-hidden-fields', async (t) => {
  t.tried('Sorted the list by private columns and by SQL.');
  const app = await t.start();
  const members: Member[] = [];
  for (let count = 0; count < 7; count++) members.push(await member(t, app));
  const viewer = members[0] as Member;
  const ids = members.map(({ id }) => id);
  const canary = await plantCanary(t);
  const { expression } = canary;
  const harmless = [
    ids,
    [...members].sort((a, b) => (a.who.name < b.who.name ? -1 : 1)).map(({ id }) => id),
  ].flatMap((order) => [order.join(), [...order].reverse().join()]);
  const hidden: ReadonlyArray<readonly [string, (member: Member) => string | number]> = [
    ['balance', ({ balance }) => balance],
    ['email', ({ who }) => who.email],
    ['stripe_customer_id', ({ stripeId }) => stripeId],
  ];
  for (const [column, key] of hidden) {
    const order = [...members].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ id }) => id);
    // By chance it may be the order of ids, which says nothing.
    if (harmless.includes(order.join())) continue;
    for (const sort of [
      column,
      `${column} DESC`,
      `u.${column}`,
      `-${column}`,
      `"${column}"`,
      `name,${column}`,
    ]) {
      for (const extra of ['', '&order=desc', '&direction=desc']) {
        const path = `/api/users?sort=${encodeURIComponent(sort)}${extra}`;
        const shown = idsIn(await viewer.session.get(path)).filter((id) => ids.includes(id));
        if (shown.length < ids.length) continue;
        if (shown.join() === order.join() || shown.join() === [...order].reverse().join()) {
          t.fail(
            `GET ${path} lists the members in the order of ${column}: whoever sees the order learns the values.`,
            'sort is id, name or joined_at. Anything else is refused with 400 or 422, or leaves the default order.',
          );
        }
      }
    }
  }
  await insistOnPublicTies(t, app, viewer);
  for (const sort of [
    expression,
    `id,${expression}`,
    `(CASE WHEN ${expression}>0 THEN id ELSE -id END)`,
    `(SELECT ${expression})`,
    `id; SELECT ${expression}; --`,
    `name) FROM users ORDER BY (${expression}`,
    `name,(SELECT ${expression})`,
  ]) {
    for (const path of [
      `/api/users?sort=${encodeURIComponent(sort)}`,
      `/api/users?sort=name&order=${encodeURIComponent(`ASC,${sort}`)}`,
    ]) {
      const answer = await viewer.session.get(path);
      if ((await canary.moved()) || answer.status >= 500) {
        t.fail(
          `GET ${path} ${answer.status >= 500 ? `answered ${told(answer)}` : 'ran as SQL in the database'}.`,
          'The name of a column can be no parameter: it is looked up in a list of the three that are allowed.',
        );
      }
    }
  }
  const honest = idsIn(await viewer.session.get('/api/users?sort=id')).filter((id) => ids.includes(id));
  if (honest.join() !== ids.join()) {
    t.fail(`With sort=id the list has the order ${honest.join(', ')}.`, `It is ${ids.join(', ')}.`);
  }
});
