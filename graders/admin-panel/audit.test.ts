import {
  type CheckContext,
  check,
  failCommits,
  failWrites,
  type Session,
  type Table,
  tablesOf,
  told,
} from '../kit/index.ts';
import {
  type Action,
  type AuditLine,
  admin,
  auditLines,
  type Customer,
  customer,
  deedsOn,
  named,
  nobodysId,
  placeOrder,
  setRole,
  stateOf,
  stillServesAdmins,
} from './contract.ts';

const ONE_LINE =
  'Every action that an admin carried out leaves one line in audit_log: actor_id (the admin), action (order.status, order.refund, order.delete or user.role), target_id (the order or the user).';

check('audit-lines', async (t) => {
  t.tried(
    'Carried out every action of the panel, as two admins, one after the other, an hour later and at the same moment, and read audit_log.',
  );
  const app = await t.start();
  const bosses: [Session, Session] = [await admin(t, app), await admin(t, app)];
  for (const boss of bosses) {
    const owner = await customer(t, app);
    const role = t.random.pick(['admin', 'user'] as const);
    // A change in any case: whether one that changes nothing is an action is open.
    if (role === 'user') await setRole(t, owner.session.id, 'admin');
    for (const { request, action, target } of deedsOn(owner, role)) {
      const before = await auditLines(t);
      // Whoever writes the name of somebody else into the request is still oneself.
      const claim = { actor_id: 1, actorId: 1, adminId: 1, userId: 1 };
      const json = request.json === undefined ? {} : { json: { ...claim, ...request.json } };
      const sent = await boss.send({ ...request, ...json });
      const answer = sent.ok ? sent : await boss.send(request);
      if (!answer.ok)
        t.fail(`${named(request)} by an admin was answered ${told(answer)}.`, 'Admins can do that.');
      const left = [...before];
      const added = (await auditLines(t)).filter((line) => {
        const known = left.findIndex((old) => JSON.stringify(old) === JSON.stringify(line));
        if (known >= 0) left.splice(known, 1);
        return known < 0;
      });
      const [line] = added;
      if (added.length !== 1 || line?.actor !== boss.id || line.action !== action || line.target !== target) {
        t.fail(
          `${named(request)} by the admin ${boss.id} added to audit_log: ${added.length === 0 ? 'nothing' : JSON.stringify(added)}.`,
          `${ONE_LINE} Here: ${boss.id}, ${action}, ${target}.`,
        );
      }
    }
  }
  await hoursApart(t, bosses[0], await customer(t, app));
  await bothAtOnce(t, bosses, await customer(t, app));
  await stepsDown(t, bosses[1]);
});

const about = (lines: readonly AuditLine[], action: Action, target: string): AuditLine[] =>
  lines.filter((line) => line.action === action && line.target === target);

/** Two lines of two times say two times. Of what type `created_at` is, is the app's. */
async function hoursApart(t: CheckContext, boss: Session, { order }: Customer): Promise<void> {
  const times = async () =>
    (await t.database.query('select distinct created_at::text from audit_log')).rows.map(([time]) => time);
  const before = await times();
  await t.clock.advance('1h');
  const answer = await boss.patch(`/api/admin/orders/${order.id}`, { status: 'shipped' });
  const added = (await times()).filter((time) => !before.includes(time));
  if (!answer.ok || added.length > 0) return;
  t.fail(
    `An hour after the last action an order was shipped, and every line of audit_log says ${before.join(' or ')}.`,
    `${ONE_LINE} created_at is the time of the action.`,
  );
}

const AT_ONCE = 12;

/** Two admins at the same moment: each line names the one who did it. */
async function bothAtOnce(
  t: CheckContext,
  bosses: readonly [Session, Session],
  owner: Customer,
): Promise<void> {
  const orders: Array<{ id: string; boss: Session }> = [];
  for (let n = 0; n < AT_ONCE; n++) {
    const { id } = await placeOrder(t, owner.session);
    orders.push({ id, boss: bosses[n % 2 === 0 ? 0 : 1] });
  }
  await Promise.all(
    orders.map(({ id, boss }) => boss.patch(`/api/admin/orders/${id}`, { status: 'shipped' })),
  );
  const lines = await auditLines(t);
  for (const { id, boss } of orders) {
    const actors = about(lines, 'order.status', id).map(({ actor }) => actor);
    if (actors.join() === boss.id) continue;
    t.fail(
      `Two admins shipped ${AT_ONCE} orders at the same moment. The admin ${boss.id} shipped the order ${id}; audit_log says that it was ${actors.join(', ') || 'nobody'}.`,
      `${ONE_LINE} Who acts is a matter of the request.`,
    );
  }
}

/** Whether admins may take their own role away is open; where they may, it is an action like any other. */
async function stepsDown(t: CheckContext, boss: Session): Promise<void> {
  const answer = await boss.patch(`/api/admin/users/${boss.id}`, { role: 'user' });
  if (!answer.ok) return;
  const lines = about(await auditLines(t), 'user.role', boss.id);
  if (lines.length === 1 && lines[0]?.actor === boss.id) return;
  t.fail(
    `The admin ${boss.id} made themselves an ordinary user, and audit_log has ${lines.length === 0 ? 'no line of it' : JSON.stringify(lines)}.`,
    ONE_LINE,
  );
}

check('audit-no-false-lines', async (t) => {
  t.tried('Looked for lines in audit_log about actions that were refused or found nothing.');
  const app = await t.start();
  const [boss, owner, other] = [await admin(t, app), await customer(t, app), await customer(t, app)];
  const { id } = owner.order;
  const nobodys = nobodysId(t, id);
  const before = await auditLines(t);
  const attempts = [
    ...deedsOn(owner).map(({ request }) => ({ by: other.session, request })),
    ...[
      { method: 'PATCH', path: `/api/admin/orders/${nobodys}`, json: { status: 'shipped' } },
      { method: 'POST', path: `/api/admin/orders/${nobodys}/refund` },
      { method: 'DELETE', path: `/api/admin/orders/${nobodys}` },
      {
        method: 'PATCH',
        path: `/api/admin/users/${nobodysId(t, owner.session.id)}`,
        json: { role: 'admin' },
      },
      { method: 'PATCH', path: `/api/admin/orders/${id}`, json: { status: t.random.text(5) } },
      { method: 'PATCH', path: `/api/admin/users/${owner.session.id}`, json: { role: t.random.text(5) } },
    ].map((request) => ({ by: boss, request })),
  ];
  for (const { by, request } of attempts) {
    const answer = await by.send(request);
    const now = await auditLines(t);
    if (now.length !== before.length) {
      t.fail(
        `${named(request)} was answered ${told(answer)} and left the line ${JSON.stringify(now.at(-1))} in audit_log.`,
        'The log says what was done. What was refused or found nothing leaves no line in it.',
      );
    }
  }
  await stillServesAdmins(t, boss, owner);
  if ((await auditLines(t)).length === before.length) {
    t.fail('An order was shipped, and audit_log has no line of it.', ONE_LINE);
  }
  for (let round = 0; round < ROUNDS; round++) await deletedOnce(t, boss, await placeOrder(t, owner.session));
});

/** How often: whether two requests meet is a matter of luck. */
const ROUNDS = 5;

/** Only one of several at the same moment finds the order that they delete. */
async function deletedOnce(t: CheckContext, boss: Session, { id }: Customer['order']): Promise<void> {
  await Promise.all(Array.from({ length: 6 }, () => boss.delete(`/api/admin/orders/${id}`)));
  const lines = about(await auditLines(t), 'order.delete', id);
  if (lines.length === 1) return;
  t.fail(
    `The order ${id} was deleted six times at the same moment, and audit_log has ${lines.length} lines of it.`,
    'What found nothing leaves no line: the database says whether there was something to delete.',
  );
}

/** `audit_log`, or, where it is a view, the tables that it shows. */
async function tablesOfTheLog(t: CheckContext): Promise<Table[]> {
  const { rows } = await t.database.query(
    "select table_name from information_schema.view_table_usage where view_name = 'audit_log'",
  );
  const names = ['audit_log', ...rows.map(([name]) => name)];
  return (await tablesOf(t)).filter(({ name }) => names.includes(name));
}

/** Lets something fail in several tables. @returns What repairs all of them. */
async function inEach(
  tables: readonly Table[],
  fail: (table: Table) => Promise<() => Promise<void>>,
): Promise<() => Promise<void>> {
  const repairs: Array<() => Promise<void>> = [];
  for (const table of tables) repairs.push(await fail(table));
  return async () => {
    for (const repair of repairs) await repair();
  };
}

check('audit-with-the-deed', async (t) => {
  t.tried(
    'Made audit_log refuse every line, and then acted as an admin, one action at a time and forty at once; and with every COMMIT failing.',
  );
  const app = await t.start();
  const [boss, owner] = [await admin(t, app), await customer(t, app)];
  const many = [owner];
  while (many.length < 20) many.push({ session: owner.session, order: await placeOrder(t, owner.session) });
  const makeRoom = await inEach(await tablesOfTheLog(t), (table) => failWrites(t, table));
  const before = await stateOf(t, owner);
  for (const { request } of deedsOn(owner)) {
    const answer = await boss.send(request);
    const now = await stateOf(t, owner);
    if (answer.ok || now !== before) {
      t.fail(
        `While no line could be written, ${named(request)} was answered ${told(answer)}; before ${before}, after ${now}.`,
        'An action and its line are one: what can’t be written down does not happen, and is answered with an error.',
      );
    }
  }
  // One at a time, a pool gives everybody the same connection; many at once find out who took none for the transaction.
  const states = () => Promise.all(many.map((one) => stateOf(t, one)));
  const statesBefore = await states();
  const answers = await Promise.all(
    many.flatMap((one) =>
      deedsOn(one)
        .slice(0, 2)
        .map(({ request }) => boss.send(request)),
    ),
  );
  const statesNow = await states();
  const done = answers.filter(({ ok }) => ok).length;
  const changed = statesNow.filter((state, index) => state !== statesBefore[index]).length;
  if (done > 0 || changed > 0) {
    t.fail(
      `While no line could be written, ${answers.length} actions came at the same moment: ${done} were answered as done, and ${changed} of ${many.length} orders were changed.`,
      'An action and its line are one, on one connection from BEGIN to COMMIT, however many come at once.',
    );
  }
  await makeRoom();
  const repair = await inEach(await tablesOf(t), (table) => failCommits(t, table));
  for (const { request } of deedsOn(owner)) {
    const answer = await boss.send(request);
    if (!answer.ok) continue;
    t.fail(
      `While every COMMIT failed, ${named(request)} was answered ${told(answer)}.`,
      'An action is done when it is committed, and answered then: a COMMIT can fail, too.',
    );
  }
  await repair();
  await stillServesAdmins(t, boss, owner);
});
