import { check, newcomer, person, register, told } from '../kit/index.ts';
import { idsIn, member, ROUNDS } from './contract.ts';

const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));

check('register-login', async (t) => {
  t.tried('Registered, logged in, logged out, and was refused with a wrong password.');
  const app = await t.start();
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  const id = registered.object?.id;
  if (registered.status !== 201 || !/^\d+$/.test(String(id ?? ''))) {
    t.fail(
      `POST /api/register answered ${told(registered)}.`,
      'A registration is answered 201 with {id}, a number.',
    );
  }
  const { email, password } = who;
  const wrong = await app.client().post('/api/login', { email, password: `${password}x` });
  if (wrong.status !== 401) t.fail(`A wrong password was answered ${told(wrong)}.`, 'It is answered 401.');
  const taken = await app.client().post('/api/register', { ...person(t.random), email });
  if (taken.status !== 409) t.fail(`A taken address was answered ${told(taken)}.`, 'It is answered 409.');
  const { client } = await newcomer(t, app);
  const out = await client.post('/api/logout');
  if (out.status !== 204) t.fail(`POST /api/logout answered ${told(out)}.`, 'It answers 204.');
  const after = await client.get('/api/me');
  if (after.status !== 401)
    t.fail(`After the logout GET /api/me answered ${told(after)}.`, 'It answers 401.');
});

check('own-record', async (t) => {
  t.tried("Read one's own record, at /api/me and by its id.");
  const app = await t.start();
  const inviter = await member(t, app);
  const own = await member(t, app, { invitedBy: inviter });
  for (const path of ['/api/me', `/api/users/${own.id}`]) {
    const answer = await own.session.get(path);
    const record = answer.object;
    const isWhole =
      answer.status === 200 &&
      String(record?.id) === own.id &&
      record?.name === own.who.name &&
      typeof record.bio === 'string' &&
      isTime(record.joined_at) &&
      record.email === own.who.email &&
      Number(record.balance) === own.balance &&
      record.stripe_customer_id === own.stripeId &&
      JSON.stringify(record.inviter ?? null).includes(JSON.stringify(inviter.who.name));
    if (!isWhole) {
      t.fail(
        `GET ${path} of the member ${own.id} answered ${told(answer)}.`,
        `It answers 200 with one's own record in full: id, name, bio, joined_at, inviter, email (${own.who.email}), balance (${own.balance}) and stripe_customer_id (${own.stripeId}).`,
      );
    }
  }
});

check('other-record', async (t) => {
  t.tried("Read another member's record, and one that does not exist.");
  const app = await t.start();
  const viewer = await member(t, app);
  const other = await member(t, app, { invitedBy: viewer });
  const bio = `I like ${t.random.text(9)}`;
  await other.session.patch(`/api/users/${other.id}`, { bio });
  const answer = await viewer.session.get(`/api/users/${other.id}`);
  const record = answer.object;
  const inviter = record?.inviter as { id?: unknown; name?: unknown } | null | undefined;
  if (
    answer.status !== 200 ||
    String(record?.id) !== other.id ||
    record?.name !== other.who.name ||
    record.bio !== bio ||
    !isTime(record.joined_at) ||
    String(inviter?.id) !== viewer.id ||
    inviter?.name !== viewer.who.name
  ) {
    t.fail(
      `GET /api/users/${other.id} answered ${told(answer)}.`,
      `It answers 200 with {id, name, bio: ${JSON.stringify(bio)}, joined_at, inviter: {id: ${viewer.id}, name}}.`,
    );
  }
  const first = await viewer.session.get('/api/me');
  if (first.object?.inviter !== null) {
    t.fail(
      `The inviter of somebody whom nobody invited is ${JSON.stringify(first.object?.inviter)}.`,
      'It is null.',
    );
  }
  const missing = await viewer.session.get(`/api/users/${Number(other.id) + t.random.integer(100, 9999)}`);
  if (missing.status !== 404)
    t.fail(`A member who does not exist was answered ${told(missing)}.`, 'It is answered 404.');
});

check('list-pages', async (t) => {
  t.tried('Went through the list of members page by page.');
  const app = await t.start();
  const viewer = await member(t, app);
  const ids = [viewer.id];
  for (let count = 0; count < 11; count++) ids.push(await register(t, app, person(t.random)));
  const pages: ReadonlyArray<readonly [string, string[]]> = [
    ['', ids.slice(0, 10)],
    ['?page=2', ids.slice(10)],
    ['?limit=5', ids.slice(0, 5)],
    ['?limit=5&page=2', ids.slice(5, 10)],
    ['?limit=25&page=1', ids],
    ['?page=3', []],
  ];
  for (const [query, expected] of pages) {
    const answer = await viewer.session.get(`/api/users${query}`);
    if (
      answer.status !== 200 ||
      !Array.isArray(answer.object?.users) ||
      idsIn(answer).join() !== expected.join()
    ) {
      t.fail(
        `GET /api/users${query} answered ${answer.status} with the members ${idsIn(answer).join(', ') || '(none)'}.`,
        `It answers 200 with {users: […]}, 10 a page unless limit says otherwise, ordered by id: ${expected.join(', ') || '(none)'}.`,
      );
    }
  }
});

check('list-sorts', async (t) => {
  t.tried('Sorted the list by name, by the time of joining and by id.');
  const app = await t.start();
  const sorted = ['Ab', 'Fe', 'Ko', 'Ru', 'Zi'];
  let letters = t.random.shuffle(sorted);
  // In the order of the alphabet the names would say nothing.
  while (letters.join() === sorted.join()) letters = t.random.shuffle(sorted);
  const members = [];
  for (const letter of letters) {
    const who = { ...person(t.random), name: `${letter}${t.random.text(5, 'abcdefg')}` };
    members.push(await member(t, app, { who }));
  }
  const ids = members.map(({ id }) => id);
  const byName = [...members].sort((a, b) => (a.who.name < b.who.name ? -1 : 1)).map(({ id }) => id);
  for (const [sort, expected] of [
    ['name', byName],
    ['joined_at', ids],
    ['id', ids],
  ] as const) {
    for (const [query, page] of [
      ['', expected],
      ['&limit=2', expected.slice(0, 2)],
      ['&limit=2&page=2', expected.slice(2, 4)],
    ] as const) {
      const answer = await members[0]?.session.get(`/api/users?sort=${sort}${query}`);
      if (!answer?.ok || idsIn(answer).join() !== page.join()) {
        t.fail(
          `GET /api/users?sort=${sort}${query} answered ${answer?.status} with the members ${answer ? idsIn(answer).join(', ') : ''}.`,
          `Sorted by ${sort} they are ${expected.join(', ')}; here ${page.join(', ')}.`,
        );
      }
    }
  }
});

check('patch-works', async (t) => {
  t.tried(
    "Changed one's own name and bio, one at a time, both at the same moment, and to their greatest length.",
  );
  const app = await t.start();
  const own = await member(t, app);
  const path = `/api/users/${own.id}`;
  const name = `Née ${t.random.text(6)} O'${t.random.text(4)}`;
  const bio = `I keep ${t.random.text(5)}s; 100 % of them are "${t.random.text(5)}".\nWrite me!`;
  const long = { name: t.random.text(100), bio: t.random.text(500) };
  const wanted: Record<string, unknown> = {};
  const wide = { name: 'é'.repeat(100), bio: '語'.repeat(500) };
  for (const change of [{ name }, { bio }, { name: long.name }, long, wide, { name, bio: '' }]) {
    Object.assign(wanted, change);
    const answer = await own.session.patch(path, change);
    const seen = (await own.session.get('/api/me')).object;
    const isRight = (record: Record<string, unknown> | undefined) =>
      Object.entries(wanted).every(([key, value]) => record?.[key] === value);
    if (
      answer.status !== 200 ||
      !isRight(answer.object) ||
      answer.object?.email !== own.who.email ||
      !isRight(seen)
    ) {
      t.fail(
        `PATCH ${path} with ${JSON.stringify(change).slice(0, 120)} answered ${told(answer)}; afterwards /api/me shows ${JSON.stringify({ name: seen?.name, bio: seen?.bio }).slice(0, 160)}.`,
        "It answers 200 with one's own record in full, changed, and leaves what is not sent.",
      );
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    const both = { name: `Ada ${t.random.text(6)}`, bio: `On the road: ${t.random.text(8)}` };
    await Promise.all([
      own.session.patch(path, { name: both.name }),
      own.session.patch(path, { bio: both.bio }),
    ]);
    const seen = (await own.session.get('/api/me')).object;
    if (seen?.name === both.name && seen.bio === both.bio) continue;
    t.fail(
      `The name was changed to ${JSON.stringify(both.name)} and, at the same moment, the bio to ${JSON.stringify(both.bio)}; afterwards /api/me shows ${JSON.stringify({ name: seen?.name, bio: seen?.bio })}.`,
      'PATCH leaves what is not sent: it does not write back what stood there when it looked.',
    );
  }
});

check('search-works', async (t) => {
  t.tried('Searched by parts of names and bios, in any letter case.');
  const app = await t.start();
  const viewer = await member(t, app);
  const [byName, byBio] = [await member(t, app), await member(t, app)];
  const hobby = t.random.text(8, 'bcdfghjklmnpqrst');
  await byBio.session.patch(`/api/users/${byBio.id}`, { bio: `I do ${hobby} & more` });
  const last = byName.who.name.split(' ')[1] ?? '';
  const requests: ReadonlyArray<readonly [string, string]> = [
    [byName.who.name, byName.id],
    [last.toUpperCase(), byName.id],
    [last.slice(1).toLowerCase(), byName.id],
    [hobby, byBio.id],
    [`DO ${hobby.toUpperCase()} &`, byBio.id],
  ];
  for (const [term, id] of requests) {
    const answer = await viewer.session.get(`/api/search?q=${encodeURIComponent(term)}`);
    if (answer.status !== 200 || !Array.isArray(answer.object?.users) || !idsIn(answer).includes(id)) {
      t.fail(
        `The search for ${JSON.stringify(term)} answered ${told(answer)}; the member ${id} is missing.`,
        'It answers 200 with {users: […]}: members whose name or bio contains q, in any letter case.',
      );
    }
  }
  const across = `${byBio.who.name.split(' ')[1]} I do`;
  const joined = await viewer.session.get(`/api/search?q=${encodeURIComponent(across)}`);
  if (idsIn(joined).includes(byBio.id)) {
    t.fail(
      `The search for ${JSON.stringify(across)} found a member whose name ends and whose bio begins like that.`,
      'A search looks into the name and into the bio, not across both.',
    );
  }
  const none = await viewer.session.get(`/api/search?q=${t.random.text(20)}`);
  if (none.status !== 200 || idsIn(none).length > 0) {
    t.fail(
      `A search that finds nobody answered ${told(none)}.`,
      'It answers 200 with an empty list: {users: []}.',
    );
  }
});
