/** The contract of `admin-panel`: customers with orders, admins, and the log of what admins did. */
import {
  type Answer,
  type CheckContext,
  type ClientRequest,
  newcomer,
  person,
  type RunningApp,
  register,
  type Session,
  signIn,
  told,
  word,
} from '../kit/index.ts';

/** Sets the role as support does, by the documented column. @throws CheckFailure when there is no such row. */
export async function setRole(t: CheckContext, id: string, role: 'user' | 'admin'): Promise<void> {
  const { rows } = await t.database.query(
    `update users set role = '${role}' where id::text = $1 returning 1`,
    [id],
  );
  if (rows.length !== 1) {
    t.fail(
      `The table users has no row with the id ${id} that the registration answered.`,
      'Support works on users.id, users.email and users.role: these stay.',
    );
  }
}

export async function roleOf(t: CheckContext, id: string): Promise<string | undefined> {
  const { rows } = await t.database.query('select role::text from users where id::text = $1', [id]);
  return rows[0]?.[0] ?? undefined;
}

/** Somebody who was made an admin before they logged in. */
export async function admin(t: CheckContext, app: RunningApp): Promise<Session> {
  const who = person(t.random);
  const id = await register(t, app, who);
  await setRole(t, id, 'admin');
  return signIn(t, app, who, id);
}

export interface Order {
  id: string;
  item: string;
  quantity: number;
  address: string;
}

/** What an order may say; the address is distinctive enough to be looked for in an answer. */
export function orderWords({ random }: CheckContext): Omit<Order, 'id'> {
  return {
    item: `${word(random)} ${random.pick(['lamp', 'chair', 'map', 'kettle', 'shelf'])}`,
    quantity: random.integer(2, 40),
    address: `${random.integer(100, 9999)} ${word(random)}${word(random).toLowerCase()} ${random.pick(['Street', 'Road', 'Lane'])}`,
  };
}

/** Places an order; any success will do. @throws CheckFailure when it is refused. */
export async function placeOrder(t: CheckContext, session: Session): Promise<Order> {
  const words = orderWords(t);
  const answer = await session.post('/api/orders', words);
  const id = answer.object?.id;
  if (!answer.ok || id === undefined) {
    t.fail(
      `POST /api/orders was answered ${told(answer)}.`,
      'An order is answered 201 with the order and its id.',
    );
  }
  return { id: String(id), ...words };
}

/** A customer with an order, and what is looked at to see whether somebody else changed either. */
export interface Customer {
  session: Session;
  order: Order;
}

export async function customer(t: CheckContext, app: RunningApp): Promise<Customer> {
  const session = await newcomer(t, app);
  return { session, order: await placeOrder(t, session) };
}

/** The order as its owner sees it, and the owner's role. */
export async function stateOf(t: CheckContext, { session, order }: Customer): Promise<string> {
  const answer = await session.get(`/api/orders/${order.id}`);
  const { item, quantity, address, status } = answer.object ?? {};
  return JSON.stringify([
    answer.status,
    item,
    quantity,
    address,
    status,
    `role ${await roleOf(t, session.id)}`,
  ]);
}

export type Action = 'order.status' | 'order.refund' | 'order.delete' | 'user.role';

/** A change that an admin can make. */
export interface Deed {
  request: ClientRequest & { method: string };
  action: Action;
  target: string;
}

/** Every change that admins make, to this customer and this order; deleting comes last. */
export const deedsOn = ({ session, order }: Customer, role: 'user' | 'admin' = 'admin'): Deed[] =>
  deedsAt(order.id, session.id, role);

export function deedsAt(orderId: string, userId: string, role: 'user' | 'admin'): Deed[] {
  const path = `/api/admin/orders/${orderId}`;
  return [
    {
      request: { method: 'PATCH', path, json: { status: 'shipped' } },
      action: 'order.status',
      target: orderId,
    },
    { request: { method: 'POST', path: `${path}/refund` }, action: 'order.refund', target: orderId },
    {
      request: { method: 'PATCH', path: `/api/admin/users/${userId}`, json: { role } },
      action: 'user.role',
      target: userId,
    },
    { request: { method: 'DELETE', path }, action: 'order.delete', target: orderId },
  ];
}

export const READING = ['/api/admin/orders', '/api/admin/users'] as const;

export const named = ({ method = 'GET', path, json }: ClientRequest): string =>
  `${method} ${path}${json === undefined ? '' : ` ${JSON.stringify(json)}`}`;

/** Whether an answer shows anything of this customer or their order. */
export function shows(answer: Answer, { session, order }: Customer): boolean {
  return [session.who.email, order.address].some((secret) =>
    answer.text.toLowerCase().includes(secret.toLowerCase()),
  );
}

/** An id of the same make that nobody has: another number, or another UUID. */
export function nobodysId({ random }: CheckContext, id: string): string {
  if (/^\d+$/.test(id)) return String(Number(id) + random.integer(10_000_000, 90_000_000));
  return `${id.slice(0, -8)}${random.text(8, '0123456789abcdef')}`;
}

/** An id as JSON has it: a number where ids are numbers. */
export const jsonId = (id: string): number | string => (/^\d+$/.test(id) ? Number(id) : id);

/** An answer to a request about an id. */
export interface Asked {
  answer: Answer;
  id: string;
}

/**
 * Whether two refusals are alike in status and error, but for the id that was asked for, so that they tell nothing.
 * @param none About an id of `nobodysId`, which stands in a text for no other reason. One's own may be 1, as "from 1 to 100" has it.
 */
export function areAlike(theirs: Asked, none: Asked): boolean {
  const error = ({ answer }: Asked) => JSON.stringify(answer.object?.error ?? answer.text);
  return (
    theirs.answer.status === none.answer.status &&
    error(theirs) === error(none).replaceAll(new RegExp(`\\b${none.id}\\b`, 'g'), theirs.id)
  );
}

/** Belongs at the end of an attack: an admin still sees everything and still ships an order. */
export async function stillServesAdmins(t: CheckContext, boss: Session, of: Customer): Promise<void> {
  const [list, users] = [await boss.get(READING[0]), await boss.get(READING[1])];
  if (!list.ok || !list.text.includes(of.order.address) || !users.ok || !shows(users, of)) {
    t.fail(
      `An admin gets ${told(list)} from GET ${READING[0]} and ${told(users)} from GET ${READING[1]}.`,
      'Others are refused, and admins see all orders and all users.',
    );
  }
  const path = `/api/admin/orders/${of.order.id}`;
  const shipped = await boss.patch(path, { status: 'shipped' });
  if (!shipped.ok)
    t.fail(`An admin's PATCH ${path} was answered ${told(shipped)}.`, 'Admins set the status.');
}

/** Belongs at the end of an attack: owners still read, change and delete their orders. */
export async function stillServesOwners(t: CheckContext, { session, order }: Customer): Promise<void> {
  const path = `/api/orders/${order.id}`;
  const requests: Array<ClientRequest & { method: string }> = [
    { method: 'GET', path },
    { method: 'PATCH', path, json: { quantity: t.random.integer(41, 90) } },
    { method: 'DELETE', path },
  ];
  for (const request of requests) {
    const answer = await session.send(request);
    if (!answer.ok) {
      t.fail(
        `The owner's own ${named(request)} was answered ${told(answer)}.`,
        'Owners read, change and delete their orders.',
      );
    }
  }
}

export interface AuditLine {
  actor: string;
  action: string;
  target: string;
}

/** The lines of the log, oldest first. @throws CheckFailure when the table no longer has its columns. */
export async function auditLines(t: CheckContext): Promise<AuditLine[]> {
  const { rows } = await t.database.query(
    'select actor_id::text, action::text, target_id::text from audit_log order by created_at',
  );
  return rows.map(([actor, action, target]) => ({
    actor: actor ?? '',
    action: action ?? '',
    target: target ?? '',
  }));
}

/** The same person in a new browser. */
export const signInAgain = (t: CheckContext, app: RunningApp, { who, id }: Session): Promise<Session> =>
  signIn(t, app, who, id);
