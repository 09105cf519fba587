import { type Answer, type CheckContext, check, told } from '../kit/index.ts';
import { type Member, member, protectedColumns, stillListed } from './contract.ts';

/** Sends a request as a stranger does: with nothing, and with sessions that nobody gave out. */
async function asStranger(
  t: CheckContext,
  viewer: Member,
  send: (headers: Record<string, string>) => Promise<Answer>,
): Promise<{ headers: Record<string, string>; answer: Answer } | undefined> {
  const invented = viewer.session.client.jar.all.map(({ name }) => `${name}=${t.random.text(43)}`);
  const disguises: ReadonlyArray<Record<string, string>> = [
    {},
    { Cookie: [...invented, `session=${t.random.text(32)}`].join('; ') },
    { Authorization: `Bearer ${t.random.text(32)}` },
    { 'X-User-Id': viewer.id, Cookie: `user_id=${viewer.id}; userId=${viewer.id}` },
  ];
  for (const headers of disguises) {
    const answer = await send(headers);
    if (answer.status !== 401) return { headers, answer };
  }
  return undefined;
}

const NEEDS_SESSION =
  'Every route but register and login answers 401 with a JSON error to whoever is not logged in.';

check('reading-needs-session', async (t) => {
  t.tried('Read the members, one of them, and searched, without a session and with invented ones.');
  const app = await t.start();
  const viewer = await member(t, app);
  const other = await member(t, app);
  const term = encodeURIComponent(other.who.name);
  for (const path of [
    '/api/users',
    `/api/users?limit=25&page=1`,
    `/api/users/${other.id}`,
    `/api/search?q=${term}`,
    '/api/me',
  ]) {
    const open = await asStranger(t, viewer, (headers) => app.client().send({ path, headers }));
    if (open) {
      t.fail(
        `GET ${path} with ${JSON.stringify(open.headers)} answered ${told(open.answer)}.`,
        NEEDS_SESSION,
      );
    }
  }
  // Other spellings of a route may be routes as well, or none.
  for (const path of [
    '/API/Users',
    '/api/USERS/',
    `/Api/users/${other.id}`,
    `/api/users/${other.id}/`,
    `/API/SEARCH?q=${term}`,
    `/api/Search/?q=${term}`,
    '//api//users',
    '/api/%75sers',
    '/api/./users',
    // A guard that looks for an open route anywhere in the address finds one.
    '/api/users?next=/api/login',
    `/api/users/${other.id}?/api/register`,
    `/api/search?q=${term}&from=/api/login`,
    '/api/users?path=/api/logout',
  ]) {
    const answer = await app.client().get(path);
    if (answer.ok && answer.text.includes(other.who.name)) {
      t.fail(
        `GET ${path} without a session answered ${told(answer)}.`,
        'However a route is spelled: what leads to the members asks for a session first. Express takes letters of any case for the same path.',
      );
    }
  }
  await stillListed(t, viewer, other);
});

check('writing-needs-session', async (t) => {
  t.tried("Changed a member's name without a session and with invented ones.");
  const app = await t.start();
  const owner = await member(t, app);
  const name = `${owner.who.name} ${t.random.text(6)}`;
  const open = await asStranger(t, owner, (headers) =>
    app.client().send({ method: 'PATCH', path: `/api/users/${owner.id}`, json: { name }, headers }),
  );
  if (open) {
    t.fail(
      `PATCH /api/users/${owner.id} with ${JSON.stringify(open.headers)} answered ${told(open.answer)}.`,
      NEEDS_SESSION,
    );
  }
  for (const path of [
    `/API/Users/${owner.id}`,
    `/api/USERS/${owner.id}/`,
    `/api/users/${owner.id}?next=/api/login`,
    `/api/users/${owner.id}?/api/register`,
  ]) {
    await app.client().send({ method: 'PATCH', path, json: { name } });
  }
  const own = await owner.session.get('/api/me');
  if (own.text.includes(name)) {
    t.fail(`After the refusals the member is called ${name}.`, 'A request that is refused changes nothing.');
  }
  const change = await owner.session.patch(`/api/users/${owner.id}`, { name });
  if (!change.ok) {
    t.fail(`The owner's own PATCH was answered ${told(change)}.`, 'Members change their own name and bio.');
  }
});

/** More than an app has connections. */
const MANY = 24;

check('patch-others', async (t) => {
  t.tried("Changed another member's record while logged in, by the path and by tricks with ids.");
  const app = await t.start();
  const [owner, attacker] = [await member(t, app), await member(t, app)];
  const bio = `Changed by ${t.random.text(12)}`;
  const before = await protectedColumns(t, owner.id);
  for (const { path, json } of [
    { path: `/api/users/${owner.id}`, json: { bio } },
    { path: `/api/users/${owner.id}`, json: { name: bio } },
    { path: `/api/users/${owner.id}?id=${attacker.id}`, json: { bio, id: Number(attacker.id) } },
    { path: `/api/users/${owner.id}/`, json: { bio, user_id: Number(attacker.id) } },
    { path: `/API/Users/${owner.id}`, json: { bio } },
    { path: `/api/users/0${owner.id}`, json: { bio } },
    { path: `/api/users/${owner.id}`, json: { bio, email: owner.who.email } },
    // One's own record by the path, somebody else's by the body.
    { path: `/api/users/${attacker.id}`, json: { id: Number(owner.id), bio } },
    { path: `/api/users/${attacker.id}`, json: { bio, id: owner.id, userId: owner.id, user_id: owner.id } },
    { path: `/api/users/${attacker.id}?id=${owner.id}&userId=${owner.id}`, json: { bio } },
  ]) {
    const answer = await attacker.session.patch(path, json);
    const record = await owner.session.get('/api/me');
    const changed = record.text.includes(bio) || (await protectedColumns(t, owner.id)) !== before;
    if (changed || (answer.ok && path === `/api/users/${owner.id}`)) {
      t.fail(
        `PATCH ${path} by another member was answered ${told(answer)}${changed ? ', and the record changed' : ''}.`,
        "Somebody else's record is answered 403 or 404 and stays as it is.",
      );
    }
  }
  // A refusal must not keep its connection.
  for (let time = 0; time < MANY; time++) {
    await attacker.session.patch(`/api/users/${owner.id}`, { bio });
    await attacker.session.patch('/api/users/987654321', { bio });
  }
  for (const { session, id } of [owner, attacker]) {
    const own = await session.patch(`/api/users/${id}`, { bio });
    if (!own.ok)
      t.fail(`A member's own PATCH was answered ${told(own)}.`, 'Members change their own name and bio.');
  }
});

check('id-not-a-number', async (t) => {
  t.tried('Asked for members, and changed them, with ids that are no numbers.');
  const app = await t.start();
  const viewer = await member(t, app);
  const letters = t.random.text(t.random.integer(3, 8), 'abcdefghijkmnopqrstuvwxyz');
  for (const id of [
    letters,
    `${viewer.id}${letters}`,
    `${letters}${viewer.id}`,
    `${viewer.id}.5`,
    `${viewer.id} OR ${viewer.id}=${viewer.id}`,
    `${viewer.id}' --`,
    `${viewer.id},${viewer.id}`,
    'NaN',
    'null',
  ]) {
    for (const method of ['GET', 'PATCH']) {
      const path = `/api/users/${encodeURIComponent(id)}`;
      const json = method === 'PATCH' ? { json: { bio: letters } } : {};
      const answer = await viewer.session.send({ method, path, ...json });
      if (answer.status !== 400 && answer.status !== 422) {
        t.fail(
          `${method} /api/users/${id} answered ${told(answer)}.`,
          'An id that is not a whole number in digits is answered 400, before anything asks the database.',
        );
      }
    }
  }
  const own = await viewer.session.get(`/api/users/${viewer.id}`);
  if (!own.ok) t.fail(`GET /api/users/${viewer.id} was answered ${told(own)}.`, 'A proper id is found.');
});
