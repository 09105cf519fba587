import { type Answer, check, newcomer, person, told } from '../kit/index.ts';
import {
  admin,
  customer,
  type Order,
  orderWords,
  placeOrder,
  READING,
  roleOf,
  signInAgain,
} from './contract.ts';

const isOrder = (value: Record<string, unknown> | undefined, order: Omit<Order, 'id'>, status: string) =>
  value?.item === order.item &&
  value.quantity === order.quantity &&
  value.address === order.address &&
  value.status === status;

check('register-login', async (t) => {
  t.tried('Registered, logged in, asked who I am, logged out, and was refused with a wrong password.');
  const app = await t.start();
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  const id = registered.object?.id;
  if (registered.status !== 201 || id === undefined) {
    t.fail(`POST /api/register answered ${told(registered)}.`, 'A registration is answered 201 with {id}.');
  }
  const { email, password } = who;
  const wrong = await app.client().post('/api/login', { email, password: `${password}x` });
  if (wrong.status !== 401) t.fail(`A wrong password was answered ${told(wrong)}.`, 'It is answered 401.');
  const taken = await app.client().post('/api/register', { ...person(t.random), email });
  if (taken.status !== 409) t.fail(`A taken address was answered ${told(taken)}.`, 'It is answered 409.');
  const session = await newcomer(t, app);
  const me = await session.get('/api/me');
  if (
    me.status !== 200 ||
    String(me.object?.id) !== session.id ||
    me.object?.email !== session.who.email ||
    me.object?.role !== 'user'
  ) {
    t.fail(`GET /api/me answered ${told(me)}.`, 'It answers 200 with {id, email, name, role: "user"}.');
  }
  const out = await session.post('/api/logout');
  if (out.status !== 204) t.fail(`POST /api/logout answered ${told(out)}.`, 'It answers 204.');
});

check('order-lifecycle', async (t) => {
  t.tried('Placed an order, read it, changed it and deleted it.');
  const app = await t.start();
  const session = await newcomer(t, app);
  const words = orderWords(t);
  const insist = (what: string, answer: Answer, status: number, wanted: Omit<Order, 'id'>) => {
    if (answer.status !== status || !isOrder(answer.object, wanted, 'new')) {
      t.fail(
        `${what} answered ${told(answer)}.`,
        `It answers ${status} with the order: id, ${Object.entries(wanted)
          .map(([key, value]) => `${key} ${value}`)
          .join(', ')}, status "new".`,
      );
    }
  };
  const placed = await session.post('/api/orders', words);
  insist('POST /api/orders', placed, 201, words);
  const path = `/api/orders/${String(placed.object?.id)}`;
  insist(`GET ${path}`, await session.get(path), 200, words);
  const { address } = orderWords(t);
  const quantity = words.quantity + t.random.integer(1, 50);
  insist(`PATCH ${path} of the quantity`, await session.patch(path, { quantity }), 200, {
    ...words,
    quantity,
  });
  insist(`PATCH ${path} of the address`, await session.patch(path, { address }), 200, {
    ...words,
    quantity,
    address,
  });
  // The longest there is, and not in ASCII.
  const longest = { ...words, item: '茶'.repeat(200), address: '路'.repeat(500) };
  insist(
    'POST /api/orders with the longest item and address',
    await session.post('/api/orders', longest),
    201,
    longest,
  );
  const deleted = await session.delete(path);
  if (deleted.status !== 204) t.fail(`DELETE ${path} answered ${told(deleted)}.`, 'It answers 204.');
  const gone = await session.get(path);
  if (gone.status !== 404) t.fail(`A deleted order was answered ${told(gone)}.`, 'It is answered 404.');
});

check('order-list', async (t) => {
  t.tried('Listed the orders of two customers.');
  const app = await t.start();
  const [first, second] = [await customer(t, app), await customer(t, app)];
  const another = await placeOrder(t, first.session);
  for (const [{ session }, orders] of [
    [first, [first.order, another]],
    [second, [second.order]],
  ] as const) {
    const answer = await session.get('/api/orders');
    const list = answer.object?.orders;
    const ids = Array.isArray(list) ? list.map((item: { id?: unknown } | null) => String(item?.id)) : [];
    if (
      answer.status !== 200 ||
      [...ids].sort().join() !==
        orders
          .map(({ id }) => id)
          .sort()
          .join()
    ) {
      t.fail(
        `GET /api/orders answered ${told(answer)}.`,
        `It answers 200 with {orders: […]}: ${orders.map(({ id }) => id).join(', ')}.`,
      );
    }
  }
});

check('admin-lists', async (t) => {
  t.tried('Looked at all orders and all users as an admin.');
  const app = await t.start();
  const boss = await admin(t, app);
  const customers = [await customer(t, app), await customer(t, app)];
  const orders = await boss.get(READING[0]);
  const users = await boss.get(READING[1]);
  for (const { order, session } of customers) {
    const find = (answer: Answer, key: string, id: string) => {
      const list = answer.object?.[key];
      return (Array.isArray(list) ? list : []).find(
        (item: Record<string, unknown> | null) => String(item?.id) === id,
      ) as Record<string, unknown> | undefined;
    };
    const seen = find(orders, 'orders', order.id);
    if (orders.status !== 200 || !isOrder(seen, order, 'new') || seen?.email !== session.who.email) {
      t.fail(
        `GET ${READING[0]} by an admin answered ${told(orders)}.`,
        'It answers 200 with {orders: […]}: all orders, each with the e-mail address of its customer.',
      );
    }
    const user = find(users, 'users', session.id);
    if (users.status !== 200 || user?.email !== session.who.email || user?.role !== 'user') {
      t.fail(
        `GET ${READING[1]} by an admin answered ${told(users)}.`,
        'It answers 200 with {users: […]}: id, email, name and role of everybody.',
      );
    }
  }
});

check('admin-orders', async (t) => {
  t.tried("Set the status of a customer's order, refunded one and deleted one, as an admin.");
  const app = await t.start();
  const boss = await admin(t, app);
  const { session, order } = await customer(t, app);
  const path = `/api/admin/orders/${order.id}`;
  // Each differs from the one before (what setting it twice does is open), and a shipped order is refunded.
  for (const status of ['cancelled', 'new', 'shipped']) {
    const answer = await boss.patch(path, { status });
    const seen = await session.get(`/api/orders/${order.id}`);
    if (answer.status !== 200 || answer.object?.status !== status || seen.object?.status !== status) {
      t.fail(
        `PATCH ${path} with the status ${status} answered ${told(answer)}; the customer sees ${told(seen)}.`,
        'It answers 200 with the order and its new status.',
      );
    }
  }
  const refund = await boss.post(`${path}/refund`);
  if (refund.status !== 200 || refund.object?.status !== 'refunded') {
    t.fail(
      `POST ${path}/refund answered ${told(refund)}.`,
      'It answers 200 with the order, its status "refunded".',
    );
  }
  const all = await boss.get('/api/admin/orders');
  const orders = Array.isArray(all.object?.orders) ? all.object.orders : [];
  const times = orders.filter((item: { id?: unknown } | null) => String(item?.id) === order.id).length;
  if (times !== 1) {
    t.fail(
      `After four actions on it the order ${order.id} stands in GET /api/admin/orders ${times} times.`,
      'It answers 200 with {orders: […]}: all orders, each of them once.',
    );
  }
  const deleted = await boss.delete(path);
  const gone = await session.get(`/api/orders/${order.id}`);
  const again = await boss.delete(path);
  if (deleted.status !== 204 || gone.status !== 404 || ![204, 404].includes(again.status)) {
    t.fail(
      `DELETE ${path} answered ${told(deleted)}, and a second time ${told(again)}; the customer then gets ${told(gone)}.`,
      'It answers 204, and the order is gone.',
    );
  }
});

check('admin-roles', async (t) => {
  t.tried('Made a customer an admin by the panel, who then logged in again and used it.');
  const app = await t.start();
  const [boss, { session }] = [await admin(t, app), await customer(t, app)];
  const path = `/api/admin/users/${session.id}`;
  const answer = await boss.patch(path, { role: 'admin' });
  if (answer.status !== 200 || answer.object?.role !== 'admin' || (await roleOf(t, session.id)) !== 'admin') {
    t.fail(
      `PATCH ${path} {"role":"admin"} answered ${told(answer)}; users.role is "${await roleOf(t, session.id)}".`,
      'It answers 200 with {id, email, name, role} and changes users.role.',
    );
  }
  const promoted = await signInAgain(t, app, session);
  const list = await promoted.get(READING[0]);
  if (list.status !== 200) {
    t.fail(
      `The new admin gets ${told(list)} from GET ${READING[0]}.`,
      'Whoever was made an admin is one, at the latest after the next login.',
    );
  }
  const own = await placeOrder(t, promoted);
  const seen = await promoted.get(`/api/orders/${own.id}`);
  if (seen.status !== 200)
    t.fail(`An admin's own order was answered ${told(seen)}.`, 'Admins are customers, too.');
});
