import { check, newcomer, told } from '../kit/index.ts';
import {
  admin,
  areAlike,
  customer,
  jsonId,
  named,
  nobodysId,
  orderWords,
  placeOrder,
  shows,
  stateOf,
  stillServesOwners,
} from './contract.ts';

const NOT_YOURS = "Somebody else's order is answered 404, shows nothing and stays as it is.";

check('orders-need-session', async (t) => {
  t.tried('Used every route of the orders without a session and with invented ones.');
  const app = await t.start();
  const owner = await customer(t, app);
  const before = await stateOf(t, owner);
  const path = `/api/orders/${owner.order.id}`;
  const disguises: ReadonlyArray<Record<string, string>> = [
    {},
    { Cookie: owner.session.client.jar.all.map(({ name }) => `${name}=${t.random.text(40)}`).join('; ') },
    { Authorization: `Bearer ${t.random.text(40)}` },
    { 'X-User-Id': owner.session.id },
  ];
  for (const headers of disguises) {
    for (const request of [
      { method: 'GET', path: '/api/orders' },
      { method: 'GET', path: `/api/orders?userId=${owner.session.id}` },
      { method: 'GET', path: '/api/orders?next=/api/login' },
      { method: 'GET', path: `${path}?/api/register` },
      { method: 'POST', path: '/api/orders', json: orderWords(t) },
      { method: 'GET', path },
      { method: 'PATCH', path, json: { quantity: 1 } },
      { method: 'DELETE', path },
    ]) {
      const answer = await app.client().send({ ...request, headers });
      if (answer.status !== 401 || (await stateOf(t, owner)) !== before) {
        t.fail(
          `${named(request)} with ${JSON.stringify(headers)} answered ${told(answer)}.`,
          'Whoever is not logged in is answered 401.',
        );
      }
    }
  }
  await stillServesOwners(t, owner);
});

check('order-read-others', async (t) => {
  t.tried("Read another customer's order by its id.");
  const app = await t.start();
  const [owner, other] = [await customer(t, app), await customer(t, app)];
  const { id } = owner.order;
  for (const path of [
    `/api/orders/${id}`,
    `/api/orders/${id}/`,
    `/API/Orders/${id}`,
    `/api/orders/${id}?userId=${owner.session.id}&user_id=${owner.session.id}`,
    `/api/orders/0${id}`,
  ]) {
    const answer = await other.session.get(path);
    if (shows(answer, owner)) t.fail(`GET ${path} by another customer answered ${told(answer)}.`, NOT_YOURS);
  }
  const head = await other.session.send({ method: 'HEAD', path: `/api/orders/${id}` });
  if (head.ok)
    t.fail(`HEAD /api/orders/${id} by another customer answered ${told(head)}.`, 'It is a GET: 404.');
  await stillServesOwners(t, owner);
});

check('order-change-others', async (t) => {
  t.tried("Changed another customer's order.");
  const app = await t.start();
  const [owner, other] = [await customer(t, app), await customer(t, app)];
  const before = await stateOf(t, owner);
  const path = `/api/orders/${owner.order.id}`;
  const address = orderWords(t).address;
  const ids = { id: jsonId(other.order.id), user_id: jsonId(owner.session.id), userId: owner.session.id };
  for (const request of [
    { method: 'PATCH', path, json: { address } },
    { method: 'PATCH', path, json: { quantity: t.random.integer(41, 90) } },
    { method: 'PATCH', path, json: { address, ...ids } },
    { method: 'PATCH', path: `${path}?userId=${owner.session.id}`, json: { address } },
    { method: 'PATCH', path: `${path}/`, json: { address } },
    { method: 'PUT', path, json: { ...owner.order, address } },
    {
      method: 'POST',
      path: `${path}?_method=PATCH`,
      headers: { 'X-HTTP-Method-Override': 'PATCH' },
      json: { address },
    },
  ]) {
    const answer = await other.session.send(request);
    const now = await stateOf(t, owner);
    if (now !== before || shows(answer, owner)) {
      t.fail(
        `${named(request)} by another customer answered ${told(answer)}; its owner now sees ${now}, before it was ${before}.`,
        NOT_YOURS,
      );
    }
  }
  await stillServesOwners(t, owner);
});

check('order-delete-others', async (t) => {
  t.tried("Deleted another customer's order.");
  const app = await t.start();
  const [owner, other] = [await customer(t, app), await customer(t, app)];
  const before = await stateOf(t, owner);
  const path = `/api/orders/${owner.order.id}`;
  for (const request of [
    { method: 'DELETE', path },
    { method: 'DELETE', path: `${path}?userId=${owner.session.id}` },
    { method: 'DELETE', path, json: { user_id: jsonId(owner.session.id) } },
    {
      method: 'POST',
      path: `${path}?_method=DELETE`,
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    },
  ]) {
    const answer = await other.session.send(request);
    const now = await stateOf(t, owner);
    if (now !== before) {
      t.fail(
        `${named(request)} by another customer answered ${told(answer)}; its owner now sees ${now}.`,
        NOT_YOURS,
      );
    }
  }
  await stillServesOwners(t, owner);
  await stillServesOwners(t, other);
});

check('order-existence', async (t) => {
  t.tried("Compared the answers to another customer's order and to one that nobody has.");
  const app = await t.start();
  const [owner, other] = [await customer(t, app), await customer(t, app)];
  const nobodys = nobodysId(t, owner.order.id);
  for (const request of [
    { method: 'GET' },
    { method: 'PATCH', json: { quantity: t.random.integer(1, 40) } },
    { method: 'PATCH', json: {} },
    { method: 'PATCH', json: { quantity: 'many' } },
    { method: 'DELETE' },
  ]) {
    const theirs = await other.session.send({ ...request, path: `/api/orders/${owner.order.id}` });
    const none = await other.session.send({ ...request, path: `/api/orders/${nobodys}` });
    const isBad =
      request.json !== undefined && !('quantity' in request.json && request.json.quantity !== 'many');
    const alike = areAlike({ answer: theirs, id: owner.order.id }, { answer: none, id: nobodys });
    if (!alike || (!isBad && theirs.status !== 404)) {
      t.fail(
        `${request.method} of another customer's order was answered ${told(theirs)}, of one that nobody has ${told(none)}.`,
        'Both are answered 404, alike: that an order exists is nobody else’s business.',
      );
    }
  }
  await stillServesOwners(t, owner);
});

check('order-list-own', async (t) => {
  t.tried("Asked for the list of another customer's orders, by every parameter that comes to mind.");
  const app = await t.start();
  const [owner, other] = [await customer(t, app), await customer(t, app)];
  const { id, who } = owner.session;
  const names = ['userId', 'user_id', 'user', 'customerId', 'customer_id', 'owner', 'ownerId', 'owner_id'];
  for (const query of [
    '',
    ...names.map((name) => `?${name}=${id}`),
    `?${names.map((name) => `${name}=${id}`).join('&')}`,
    `?email=${encodeURIComponent(who.email)}`,
    `?userId[]=${id}`,
    '?all=true&scope=all&admin=true&role=admin',
    `?userId=${other.session.id}&userId=${id}`,
  ]) {
    const answer = await other.session.get(`/api/orders${query}`);
    if (shows(answer, owner)) {
      t.fail(
        `GET /api/orders${query} by another customer answered ${told(answer)}.`,
        'The list holds the orders of whoever is logged in: the session says who that is, and nothing else.',
      );
    }
  }
  // An admin has a list of all orders elsewhere; this one is their own.
  const boss = await admin(t, app);
  const placed = await placeOrder(t, boss);
  const bosses = await boss.get('/api/orders');
  if (shows(bosses, owner) || !bosses.text.includes(placed.address)) {
    t.fail(
      `GET /api/orders by an admin answered ${told(bosses)}.`,
      'The list holds one’s own orders, an admin’s too. All orders are in the panel.',
    );
  }
  const own = await other.session.get('/api/orders');
  if (!own.text.includes(other.order.address)) {
    t.fail(`GET /api/orders answered ${told(own)}.`, 'One’s own orders are in the list.');
  }
});

check('order-fields', async (t) => {
  t.tried('Set the status and the owner of an order as its customer.');
  const app = await t.start();
  const owner = await customer(t, app);
  const other = await newcomer(t, app);
  const first = (await owner.session.get(`/api/orders/${owner.order.id}`)).object?.status;
  // All of them in every run: what is open for one must not pass by the seed.
  const statuses = t.random.shuffle(['shipped', 'refunded', 'cancelled']);
  const otherId = jsonId(other.id);
  const theirs = { user_id: otherId, userId: otherId, owner_id: otherId };
  const changes = statuses.flatMap((status) => [{ status }, { quantity: 3, status }]);
  for (const json of [...changes, theirs, { quantity: 4, ...theirs }]) {
    await owner.session.patch(`/api/orders/${owner.order.id}`, json);
    const now = await owner.session.get(`/api/orders/${owner.order.id}`);
    if (!now.ok || now.object?.status !== first) {
      t.fail(
        `After PATCH /api/orders/${owner.order.id} ${JSON.stringify(json)} its customer sees ${told(now)}; before, the status was ${JSON.stringify(first)}.`,
        'Customers change quantity and address. The status is set by admins, the owner by nobody; other fields are refused or ignored.',
      );
    }
  }
  for (const status of statuses) {
    const made = await owner.session.post('/api/orders', { ...orderWords(t), status, ...theirs });
    if (made.ok && made.object?.status !== first) {
      t.fail(`POST /api/orders with the status ${status} answered ${told(made)}.`, 'A new order is "new".');
    }
  }
  const others = await other.get('/api/orders');
  if (Array.isArray(others.object?.orders) && others.object.orders.length > 0) {
    t.fail(
      `An order was placed in the name of another customer: ${told(others)}.`,
      'The session says whose it is.',
    );
  }
  await stillServesOwners(t, owner);
});

check('order-bad-input', async (t) => {
  t.tried('Placed and changed orders with what is no quantity, no address, no item and no id.');
  const app = await t.start();
  const owner = await customer(t, app);
  const before = await stateOf(t, owner);
  const words = orderWords(t);
  const long = t.random.text(600);
  const bad: ReadonlyArray<Record<string, unknown>> = [
    { quantity: 0 },
    { quantity: -t.random.integer(1, 50) },
    { quantity: 1.5 },
    { quantity: 101 },
    { quantity: 'two' },
    { quantity: [2] },
    { quantity: 1e12 },
    { address: '' },
    { address: { street: words.address } },
    { address: long },
    { address: `a\u0000b` },
    // One good field and a bad one: nothing of it is done. No order is placed with so many, so it shows if it is.
    { quantity: t.random.integer(41, 90), address: '' },
    { quantity: 0, address: words.address },
  ];
  const path = `/api/orders/${owner.order.id}`;
  const requests = [
    ...bad.flatMap((fields) => [
      { method: 'POST', path: '/api/orders', json: { ...words, ...fields } },
      { method: 'PATCH', path, json: fields },
    ]),
    { method: 'POST', path: '/api/orders', json: { ...words, item: 7 } },
    { method: 'POST', path: '/api/orders', json: { ...words, item: '' } },
    { method: 'POST', path: '/api/orders', json: { quantity: 1 } },
    { method: 'POST', path: '/api/orders' },
    { method: 'GET', path: `/api/orders/${t.random.text(4, 'abcdef')}` },
    { method: 'GET', path: '/api/orders/99999999999999999999' },
    { method: 'DELETE', path: `/api/orders/${owner.order.id}.5` },
    { method: 'PATCH', path: `/api/orders/${owner.order.id}x`, json: { quantity: 91 } },
  ];
  for (const request of requests) {
    const answer = await owner.session.send(request);
    const now = await stateOf(t, owner);
    const isId = request.path !== path && request.path !== '/api/orders';
    const isRefused = answer.status === 400 || answer.status === 422 || (isId && answer.status === 404);
    if (!isRefused || now !== before) {
      t.fail(
        `${named(request).slice(0, 160)} answered ${told(answer)}; the order is now ${now.slice(0, 160)}.`,
        'quantity is a whole number from 1 to 100, item text of 1 to 200 characters, address of 1 to 500, an id a whole number. Anything else is answered 400 or 422 (404 for an id) and changes nothing.',
      );
    }
  }
  await placeOrder(t, owner.session);
});
