import {
  type Answer,
  type CheckContext,
  check,
  internalsIn,
  person,
  register,
  signIn,
  told,
} from '../kit/index.ts';
import {
  hashesIn,
  insistOnSilence,
  leakIn,
  type Member,
  member,
  ROUNDS,
  recordsWith,
  secretsOf,
  stillListed,
  tellsHiddenFields,
} from './contract.ts';

const ONLY_PUBLIC =
  'Of other members an answer holds the public fields: id, name, bio, joined_at, and inviter with id and name.';

/** Names that give away what a field is, whatever its value. */
const PRIVILEGE = /admin|role|staff|privilege|permission/i;

/** Fails the check when this answer, read by another member, holds anything private of the owner. */
async function insistOnPublicOnly(
  t: CheckContext,
  owner: Member,
  request: string,
  ask: () => Promise<Answer>,
): Promise<void> {
  const answer = await ask();
  insistOnSilence(t, request, answer, secretsOf(owner));
  for (const record of recordsWith(answer.json, owner.id)) {
    const flag = Object.keys(record).find((key) => PRIVILEGE.test(key));
    if (flag) t.fail(`${request} as another member shows the field "${flag}".`, ONLY_PUBLIC);
  }
  const changes = await tellsHiddenFields(t, owner, ask);
  if (changes) t.fail(`The answer to ${request} gives a private field away: ${changes}.`, ONLY_PUBLIC);
}

check('list-public-only', async (t) => {
  t.tried('Looked through the list of members for what is private of others.');
  const app = await t.start();
  const owner = await member(t, app, { isAdmin: true });
  const viewer = await member(t, app, { invitedBy: owner });
  for (const query of ['', '?limit=25', '?page=1&limit=5&sort=name', '?fields=*&include=email&full=true']) {
    await insistOnPublicOnly(t, owner, `GET /api/users${query}`, () =>
      viewer.session.get(`/api/users${query}`),
    );
  }
  await stillListed(t, viewer, owner);
});

/** Owner and viewer read one record at the same moment: who asks is a matter of the request. */
async function eachTheirOwn(t: CheckContext, owner: Member, viewer: Member): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      [owner, viewer, owner, viewer].map(({ session }) => session.get(`/api/users/${owner.id}`)),
    );
    for (const [index, answer] of answers.entries()) {
      const isOwners = index % 2 === 0;
      const isFull = answer.text.includes(owner.who.email) || answer.text.includes(owner.stripeId);
      if (isFull === isOwners) continue;
      t.fail(
        `While a member and somebody else read the member's record at the same moment, ${isOwners ? 'the member' : 'the other one'} was answered ${told(answer)}.`,
        'Everybody is shown what is theirs to see, whoever else asks at that moment: what is known of a request stays with it.',
      );
    }
  }
}

check('record-public-only', async (t) => {
  t.tried(
    "Read another member's record, plainly, with parameters that ask for more, and while they read it themselves.",
  );
  const app = await t.start();
  const [owner, viewer] = [await member(t, app, { isAdmin: true }), await member(t, app)];
  // What is kept ready of one's own record is not for others.
  await owner.session.get(`/api/users/${owner.id}`);
  for (const query of ['', '?fields=email,balance', '?full=true&view=own', `?id=${owner.id}&me=true`, '/']) {
    await insistOnPublicOnly(t, owner, `GET /api/users/${owner.id}${query}`, () =>
      viewer.session.get(`/api/users/${owner.id}${query}`),
    );
  }
  await eachTheirOwn(t, owner, viewer);
  const seen = await viewer.session.get(`/api/users/${owner.id}`);
  if (!seen.ok || recordsWith(seen.json, owner.id)[0]?.name !== owner.who.name) {
    t.fail(
      `GET /api/users/${owner.id} answered ${told(seen)}.`,
      'The public fields of any member can be read.',
    );
  }
});

check('nested-public-only', async (t) => {
  t.tried('Looked at the member who invited somebody, inside of the record of the one who was invited.');
  const app = await t.start();
  const inviter = await member(t, app, { isAdmin: true });
  const [invited, viewer] = [await member(t, app, { invitedBy: inviter }), await member(t, app)];
  const paths: Array<[Member, string]> = [
    [viewer, `/api/users/${invited.id}`],
    [invited, `/api/users/${invited.id}`],
    [invited, '/api/me'],
  ];
  for (const [reader, path] of paths) {
    await insistOnPublicOnly(t, inviter, `GET ${path}`, () => reader.session.get(path));
  }
  const answer = await viewer.session.get(`/api/users/${invited.id}`);
  const nested = recordsWith(answer.object?.inviter, inviter.id)[0];
  if (nested?.name !== inviter.who.name) {
    t.fail(
      `GET /api/users/${invited.id} answered ${told(answer)}.`,
      'A record says who invited its member: inviter with id and name.',
    );
  }
});

check('search-public-only', async (t) => {
  t.tried('Looked through search results for what is private of others.');
  const app = await t.start();
  const [owner, viewer] = [await member(t, app, { isAdmin: true }), await member(t, app)];
  const [first = ''] = owner.who.name.split(' ');
  for (const term of [owner.who.name, first]) {
    const path = `/api/search?q=${encodeURIComponent(term)}`;
    await insistOnPublicOnly(t, owner, `GET ${path}`, () => viewer.session.get(path));
    const found = await viewer.session.get(path);
    if (recordsWith(found.json, owner.id)[0]?.name !== owner.who.name) {
      t.fail(`GET ${path} answered ${told(found)}.`, 'A search by name finds the member.');
    }
  }
});

check('hash-for-nobody', async (t) => {
  t.tried("Looked for one's own password hash in every answer that one gets about oneself.");
  const app = await t.start();
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  const id = String(registered.object?.id ?? '');
  const hashes = await hashesIn(t);
  const { email, password } = who;
  const loggedIn = await app.client().post('/api/login', { email, password });
  const own = await signIn(t, app, who, id);
  const other = await member(t, app);
  const insist = (request: string, answer: Answer) => {
    const leak = leakIn(answer, hashes);
    if (!leak) return;
    t.fail(
      `${request} answered with ${leak.what}: ${leak.value.slice(0, 40)}…`,
      'A password hash leaves the server for nobody, not even for its owner: whoever reads along can guess at it at leisure.',
    );
  };
  insist('POST /api/register', registered);
  insist('POST /api/login', loggedIn);
  const paths = [
    '/api/me',
    `/api/users/${id}`,
    '/api/users',
    `/api/search?q=${encodeURIComponent(who.name)}`,
  ];
  for (const path of paths) insist(`GET ${path}`, await own.get(path));
  insist(`PATCH /api/users/${id}`, await own.patch(`/api/users/${id}`, { bio: t.random.text(8) }));
  insist(`GET /api/users/${id} of another member`, await other.session.get(`/api/users/${id}`));
  const record = await own.get('/api/me');
  if (!record.ok || record.object?.email !== email) {
    t.fail(`GET /api/me answered ${told(record)}.`, "One's own record has everything else.");
  }
});

check('errors-tell-nothing', async (t) => {
  t.tried('Provoked errors in every route and read what they tell.');
  const app = await t.start();
  const [owner, viewer] = [await member(t, app), await member(t, app)];
  const own = `/api/users/${viewer.id}`;
  const junk = t.random.text(6, 'abcdefghijkmnop');
  const json = { 'Content-Type': 'application/json' };
  const huge = `${t.random.integer(3, 9)}${'0'.repeat(t.random.integer(10, 30))}`;
  for (const request of [
    { path: `/api/users/${huge}` },
    { path: `/api/users/${junk}` },
    { path: `/api/users/-${owner.id}` },
    { path: `/api/users/%zz${junk}` },
    { path: `/api/users/${viewer.id}%00` },
    { path: `/api/users?page=${huge}` },
    { path: `/api/users?page=-1&limit=-5` },
    { path: `/api/users?page=${junk}&limit=${junk}` },
    { path: `/api/users?sort=${junk}` },
    { path: `/api/users?sort[]=id&sort[]=name` },
    // What every object has is in no list of columns.
    { path: `/api/users?sort=constructor` },
    { path: `/api/users?sort=__proto__` },
    { path: `/api/users?sort=toString` },
    { path: `/api/search` },
    { path: `/api/search?q=` },
    { path: `/api/search?q=${junk}&q=${junk}` },
    { path: `/api/search?q[a]=${junk}` },
    { path: `/api/search?q=${junk}%00` },
    { path: `/api/search?q=${junk}'` },
    { method: 'PATCH', path: own, body: `{"bio": "${junk}`, headers: json },
    { method: 'PATCH', path: own, body: `"${junk}"`, headers: json },
    { method: 'PATCH', path: own, body: 'null', headers: json },
    { method: 'PATCH', path: own },
    { method: 'PATCH', path: own, json: {} },
    { method: 'PATCH', path: own, json: { bio: `${junk}\u0000` } },
    { method: 'PATCH', path: own, json: { name: { [junk]: 1 }, bio: [junk] } },
    { method: 'PATCH', path: own, json: { [junk]: junk } },
    { method: 'PATCH', path: `/api/users/${huge}`, json: { bio: junk } },
    { method: 'PATCH', path: `/api/users/${owner.id}`, json: { email: owner.who.email } },
  ]) {
    const answer = await viewer.session.send(request);
    const asked = `${request.method ?? 'GET'} ${request.path}`;
    const inside = internalsIn(answer);
    if (answer.status >= 500 || inside) {
      t.fail(
        `${asked} answered ${told(answer)}${inside ? `: that is ${inside}` : ''}.`,
        'Bad input is answered 400 or 422 (403, 404 where they fit) and a JSON error in your own words; the details go to the log.',
      );
    }
    // What a list shows that is answered after all is for the checks of lists.
    if (!answer.ok) insistOnSilence(t, asked, answer, secretsOf(owner));
    if (answer.status >= 400 && answer.object === undefined) {
      t.fail(`${asked} answered ${told(answer)}.`, 'Every error is a JSON object {error}.');
    }
    // An empty search term is part of every name.
    if (/\/search(\?q=)?$/.test(request.path) && recordsWith(answer.json, owner.id).length > 0) {
      t.fail(`${asked} listed members.`, 'A search needs a q of 1 to 100 characters.');
    }
  }
  const who = person(t.random);
  await register(t, app, who);
  const taken = await app.client().post('/api/register', { ...person(t.random), email: who.email });
  insistOnSilence(t, 'POST /api/register with a taken address', taken, secretsOf(owner));
  await stillListed(t, viewer, owner);
});
