import {
  type Answer,
  type ClientRequest,
  check,
  newcomer,
  person,
  register,
  type Session,
  told,
} from '../kit/index.ts';
import {
  admin,
  areAlike,
  customer,
  deedsAt,
  deedsOn,
  named,
  nobodysId,
  READING,
  roleOf,
  setRole,
  shows,
  stateOf,
  stillServesAdmins,
} from './contract.ts';
import { disguises, forgedSessions } from './forging.ts';

const ADMINS_ONLY =
  'Every route under /api/admin answers 401 without a session and 403 (or 404) to whoever is no admin, and does nothing.';

const isRefusal = ({ status }: Answer) => status === 401 || status === 403 || status === 404;

check('admin-needs-session', async (t) => {
  t.tried('Used every admin route without a session.');
  const app = await t.start();
  const [boss, owner] = [await admin(t, app), await customer(t, app)];
  const before = await stateOf(t, owner);
  const requests: ClientRequest[] = [
    ...READING.map((path) => ({ path })),
    ...deedsOn(owner).map((deed) => deed.request),
  ];
  for (const request of requests) {
    const answer = await app.client().send(request);
    if (!isRefusal(answer) || (await stateOf(t, owner)) !== before) {
      t.fail(`${named(request)} without a session answered ${told(answer)}.`, ADMINS_ONLY);
    }
  }
  await stillServesAdmins(t, boss, owner);
});

check('admin-reads', async (t) => {
  t.tried('Read the lists of the admin panel as an ordinary customer.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await newcomer(t, app)];
  for (const path of READING) {
    for (const query of ['', '?role=admin&admin=true&isAdmin=1', `?userId=${boss.id}&limit=5`]) {
      const answer = await other.get(`${path}${query}`);
      if (!isRefusal(answer) || shows(answer, owner)) {
        t.fail(`GET ${path}${query} by a customer answered ${told(answer)}.`, ADMINS_ONLY);
      }
    }
  }
  await stillServesAdmins(t, boss, owner);
});

check('admin-writes', async (t) => {
  t.tried('Changed orders and roles by the admin routes as an ordinary customer.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await customer(t, app)];
  for (const [target, sender] of [
    [owner, other],
    [other, other],
  ] as const) {
    const before = await stateOf(t, target);
    for (const { request } of deedsOn(target)) {
      const answer = await sender.session.send(request);
      const now = await stateOf(t, target);
      if (!isRefusal(answer) || now !== before) {
        t.fail(
          `${named(request)} by a customer answered ${told(answer)}; before ${before}, after ${now}.`,
          ADMINS_ONLY,
        );
      }
    }
  }
  await stillServesAdmins(t, boss, owner);
});

/** The same route, spelled as a router, a proxy or a guard may read it differently. */
function spellings(path: string): string[] {
  const [, , , ...rest] = path.split('/');
  const tail = rest.join('/');
  return [
    `${path}/`,
    path.toUpperCase(),
    `/api/Admin/${tail}`,
    `/API/admin/${tail}`,
    `/api/ADMIN/${tail}/`,
    `/api//admin/${tail}`,
    `//api/admin/${tail}`,
    `/api/./admin/${tail}`,
    `/api/orders/../admin/${tail}`,
    `/api/admin/../admin/${tail}`,
    `/api/admin//${tail}`,
    `/api/%61dmin/${tail}`,
    `/api%2Fadmin/${tail}`,
    `/api/admin%2F${tail}`,
    `/api/admin;x=1/${tail}`,
    `/api/admin/${tail}?`,
    `/api/admin/${tail}%20`,
    `/api/admin/${tail}.json`,
    // A guard that looks for an open route anywhere in the address finds one.
    `${path}?next=/api/login`,
    `${path}?/api/orders`,
    `${path}?from=/api/register`,
  ];
}

check('admin-spellings', async (t) => {
  t.tried(
    'Reached for the admin routes as a customer and as a stranger, in other spellings: capitals, slashes, dots, encoded characters, with the address of an open route behind them.',
  );
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await newcomer(t, app)];
  for (const path of READING.flatMap(spellings)) {
    const answer = await other.get(path);
    if (shows(answer, owner)) t.fail(`GET ${path} by a customer answered ${told(answer)}.`, ADMINS_ONLY);
    const strangers = await app.client().get(path);
    if (shows(strangers, owner)) {
      t.fail(`GET ${path} without a session answered ${told(strangers)}.`, ADMINS_ONLY);
    }
  }
  const before = await stateOf(t, owner);
  for (const { request } of deedsOn(owner)) {
    for (const path of spellings(request.path)) {
      const answer = await other.send({ ...request, path });
      if (answer.ok && (await stateOf(t, owner)) !== before) {
        t.fail(
          `${named({ ...request, path })} by a customer answered ${told(answer)}; before ${before}, after ${await stateOf(t, owner)}.`,
          ADMINS_ONLY,
        );
      }
    }
  }
  if ((await stateOf(t, owner)) !== before) {
    t.fail(`One of these requests changed ${before} into ${await stateOf(t, owner)}.`, ADMINS_ONLY);
  }
  await stillServesAdmins(t, boss, owner);
});

check('admin-methods', async (t) => {
  t.tried('Used other methods on the admin routes as a customer: HEAD, PUT, overridden ones.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await newcomer(t, app)];
  for (const path of READING) {
    for (const method of ['HEAD', 'POST', 'PUT']) {
      const answer = await other.send({ method, path });
      if (answer.ok) t.fail(`${method} ${path} by a customer answered ${told(answer)}.`, ADMINS_ONLY);
    }
    for (const headers of [
      { 'X-HTTP-Method-Override': 'GET' },
      { 'X-Original-URL': path, 'X-Rewrite-URL': path },
    ]) {
      for (const request of [
        { method: 'POST', path: `${path}?_method=GET`, headers },
        { method: 'GET', path: '/api/orders', headers },
      ]) {
        const answer = await other.send(request);
        if (shows(answer, owner)) t.fail(`${named(request)} answered ${told(answer)}.`, ADMINS_ONLY);
      }
    }
  }
  const before = await stateOf(t, owner);
  for (const { request } of deedsOn(owner)) {
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE', 'GET', 'HEAD']) {
      const override = { 'X-HTTP-Method-Override': request.method, 'X-HTTP-Method': request.method };
      const path = `${request.path}?_method=${request.method}`;
      const body =
        method === 'GET' || method === 'HEAD'
          ? {}
          : { json: { ...(request.json ?? {}), _method: request.method } };
      const answer = await other.send({ method, path, headers: override, ...body });
      const now = await stateOf(t, owner);
      if (now !== before) {
        t.fail(
          `${method} ${path} with an overridden method answered a customer ${told(answer)}; before ${before}, after ${now}.`,
          ADMINS_ONLY,
        );
      }
    }
  }
  await stillServesAdmins(t, boss, owner);
});

check('role-claim-forged', async (t) => {
  t.tried('Wrote "admin" into the own session, and into cookies, headers, parameters and bodies beside it.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await newcomer(t, app)];
  const before = await stateOf(t, owner);
  const insist = async (how: string, send: (request: ClientRequest) => Promise<Answer>) => {
    for (const path of READING) {
      const answer = await send({ path });
      if (shows(answer, owner)) {
        t.fail(`With ${how}, GET ${path} answered a customer ${told(answer)}.`, FROM_THE_DATABASE);
      }
    }
    for (const { request } of deedsOn(owner)) {
      const answer = await send(request);
      if ((await stateOf(t, owner)) !== before) {
        t.fail(`With ${how}, ${named(request)} by a customer answered ${told(answer)}.`, FROM_THE_DATABASE);
      }
    }
  };
  for (const { how, headers } of forgedSessions(other, boss.id)) {
    await insist(how, (request) => app.client().send({ ...request, headers }));
  }
  for (const { how, change } of disguises(boss)) {
    await insist(how, (request) => other.send(change(request)));
  }
  await stillServesAdmins(t, boss, owner);
});

const FROM_THE_DATABASE =
  'Who somebody is comes from a session whose signature was checked; what they may do stands in users.role. Nothing that the sender writes decides it.';

const ORDINARY = 'Whoever registers is an ordinary user; admins are made by admins and by support.';

check('registration-role', async (t) => {
  t.tried('Registered as the very first user, and with a role.');
  const app = await t.start();
  const first = await register(t, app, person(t.random));
  if ((await roleOf(t, first)) === 'admin') {
    t.fail('The very first user who registered is an admin.', ORDINARY);
  }
  const [boss, owner] = [await admin(t, app), await customer(t, app)];
  for (const more of [
    { role: 'admin' },
    { isAdmin: true, is_admin: true, admin: true },
    { roles: ['admin'], role: ['admin'] },
    { user: { role: 'admin' }, ROLE: 'admin' },
  ]) {
    const wanted = await newcomerWhereTaken(more);
    if (!wanted) continue;
    const answer = await wanted.get(READING[0]);
    const role = await roleOf(t, wanted.id);
    if (role === 'admin' || shows(answer, owner)) {
      t.fail(
        `A registration with ${JSON.stringify(more)} made a user with the role "${role}", who gets ${told(answer)} from GET ${READING[0]}.`,
        ORDINARY,
      );
    }
  }
  await stillServesAdmins(t, boss, owner);

  /** Nobody, where the app refuses such a registration: that is right as well. */
  async function newcomerWhereTaken(more: Readonly<Record<string, unknown>>): Promise<Session | undefined> {
    try {
      return await newcomer(t, app, { more });
    } catch (error) {
      if (error instanceof Error && error.name === 'CheckFailure') return undefined;
      throw error;
    }
  }
});

check('demoted-admin', async (t) => {
  t.tried(
    'Took the role of an admin who was logged in, and used the admin routes with the session of before.',
  );
  const app = await t.start();
  const [boss, fallen, owner] = [await admin(t, app), await admin(t, app), await customer(t, app)];
  await stillServesAdmins(t, fallen, await customer(t, app));
  for (const by of ['support, in the database', 'another admin, by the API'] as const) {
    if (by === 'another admin, by the API') {
      await setRole(t, fallen.id, 'admin');
      const answer = await boss.patch(`/api/admin/users/${fallen.id}`, { role: 'user' });
      if (!answer.ok)
        t.fail(`PATCH /api/admin/users/${fallen.id} was answered ${told(answer)}.`, 'Admins set roles.');
    } else {
      await setRole(t, fallen.id, 'user');
    }
    const before = await stateOf(t, owner);
    const requests: ClientRequest[] = [
      ...READING.map((path) => ({ path })),
      ...deedsOn(owner).map((deed) => deed.request),
      { method: 'PATCH', path: `/api/admin/users/${fallen.id}`, json: { role: 'admin' } },
    ];
    for (const request of requests) {
      const answer = await fallen.send(request);
      const now = await stateOf(t, owner);
      if (shows(answer, owner) || now !== before || (await roleOf(t, fallen.id)) !== 'user') {
        t.fail(
          `After being demoted by ${by}, ${named(request)} with the old session was answered ${told(answer)}.`,
          'Whoever is demoted has no more than a customer from the next request on, however long the session lives.',
        );
      }
    }
  }
  await stillServesAdmins(t, boss, owner);
});

check('admin-refusals-alike', async (t) => {
  t.tried('Compared, as a customer, the refusals of admin routes for what exists and for what does not.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await newcomer(t, app)];
  const missing = deedsAt(nobodysId(t, owner.order.id), nobodysId(t, owner.session.id), 'admin');
  const bad = [{ role: t.random.text(5) }, { status: t.random.text(5) }];
  for (const [index, { request, target }] of deedsOn(owner).entries()) {
    const twin = missing[index];
    if (!twin) continue;
    for (const json of request.json === undefined ? [undefined] : [request.json, ...bad]) {
      const body = json === undefined ? {} : { json };
      const theirs = await other.send({ ...request, ...body });
      const none = await other.send({ ...twin.request, ...body });
      const alike = areAlike({ answer: theirs, id: target }, { answer: none, id: twin.target });
      if (!alike || !isRefusal(theirs)) {
        t.fail(
          `To a customer, ${named({ ...request, ...body })} answered ${told(theirs)}, and the same for an id that nobody has ${told(none)}.`,
          'Who may not act learns nothing of what there is: the permission is looked at before the target and the body.',
        );
      }
    }
  }
  await stillServesAdmins(t, boss, owner);
});

check('admin-bad-input', async (t) => {
  t.tried('Sent, as an admin, a status and a role that there are not, and ids that are none.');
  const app = await t.start();
  const [boss, owner] = [await admin(t, app), await customer(t, app)];
  const before = await stateOf(t, owner);
  const junk = t.random.text(6, 'abcdefghijkmnop');
  const [order, user] = [`/api/admin/orders/${owner.order.id}`, `/api/admin/users/${owner.session.id}`];
  for (const request of [
    ...[junk, '', 'refunded', 7, ['shipped'], { [junk]: 'shipped' }, null, `shipped ${junk}`].map(
      (status) => ({
        method: 'PATCH',
        path: order,
        json: { status },
      }),
    ),
    ...[junk, '', `${junk}admin`, true, ['admin'], { [junk]: 'admin' }, null].map((role) => ({
      method: 'PATCH',
      path: user,
      json: { role },
    })),
    { method: 'PATCH', path: user },
    { method: 'PATCH', path: `/api/admin/orders/${junk}`, json: { status: 'shipped' } },
    { method: 'PATCH', path: `/api/admin/users/${owner.session.id}${junk}`, json: { role: 'admin' } },
    { method: 'POST', path: `/api/admin/orders/99999999999999999999/refund` },
    { method: 'DELETE', path: `/api/admin/orders/${'a'.repeat(36)}` },
    { method: 'DELETE', path: `${order}.5` },
  ]) {
    const answer = await boss.send(request);
    const now = await stateOf(t, owner);
    const isId = request.path !== order && request.path !== user;
    const isRefused = answer.status === 400 || answer.status === 422 || (isId && answer.status === 404);
    if (!isRefused || now !== before) {
      t.fail(
        `${named(request)} by an admin answered ${told(answer)}; before ${before}, after ${now}.`,
        'A status is new, shipped or cancelled, a role user or admin, an id a whole number. Anything else is answered 400 or 422 (404 for an id) and changes nothing.',
      );
    }
  }
  await stillServesAdmins(t, boss, owner);
});
