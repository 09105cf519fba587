/** The contract of `leaky-api`: members, what others may see of them, and what nobody may. */
import {
  type Answer,
  type CheckContext,
  newcomer,
  type Person,
  person,
  type RunningApp,
  type Session,
} from '../kit/index.ts';

/** How often two requests are sent at the same moment: whether they meet is a matter of luck. */
export const ROUNDS = 8;

/** Most members that one answer may hold. */
export const PAGE_MAX = 25;

/** A member with what billing keeps about them, as the brief fixes it: columns of `users`. */
export interface Member {
  readonly session: Session;
  readonly id: string;
  readonly who: Person;
  readonly stripeId: string;
  /** In cents; distinctive enough to be looked for in an answer. */
  readonly balance: number;
}

export interface MemberOptions {
  who?: Person;
  isAdmin?: boolean;
  invitedBy?: Member;
}

/** Registers somebody, logs them in, and writes what billing and support would write. */
export async function member(
  t: CheckContext,
  app: RunningApp,
  { who = person(t.random), isAdmin = false, invitedBy }: MemberOptions = {},
): Promise<Member> {
  const more = invitedBy ? { invited_by: Number(invitedBy.id) } : {};
  const session = await newcomer(t, app, { who, more });
  const stripeId = `cus_${t.random.text(14, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789')}`;
  const balance = t.random.integer(10_000_000, 900_000_000);
  const { id } = session;
  await writeBilling(t, id, { stripeId, balance, isAdmin });
  return { session, id, who, stripeId, balance };
}

/** @throws CheckFailure when the table no longer has the columns that other tools use. */
export async function writeBilling(
  t: CheckContext,
  id: string,
  { stripeId, balance, isAdmin }: { stripeId: string; balance: number; isAdmin: boolean },
): Promise<void> {
  const { rows } = await t.database.query(
    `update users set stripe_customer_id = $2, balance = $3::integer, is_admin = ${isAdmin} where id::text = $1 returning 1`,
    [id, stripeId, String(balance)],
  );
  if (rows.length !== 1) {
    t.fail(
      `The table users has no row with the id ${id} that the registration answered.`,
      'Billing and support work on users.id, email, balance, stripe_customer_id and is_admin: these stay.',
    );
  }
}

/** The columns that the brief fixes, as text, and what else must not change behind somebody's back. */
export async function protectedColumns(t: CheckContext, id: string): Promise<string> {
  const { rows } = await t.database.query(
    'select id::text, email::text, balance::text, stripe_customer_id::text, is_admin::text from users where id::text = $1',
    [id],
  );
  return JSON.stringify(rows[0] ?? []);
}

export interface Secret {
  /** In words, for the sentence that tells of the leak. */
  what: string;
  value: string;
}

/** What nobody but its owner may read; the balance also as an amount with decimals. */
export function secretsOf({ who, stripeId, balance }: Member): Secret[] {
  return [
    { what: `the e-mail address of ${who.name}`, value: who.email },
    { what: `the Stripe customer id of ${who.name}`, value: stripeId },
    { what: `the balance of ${who.name}`, value: String(balance) },
    { what: `the balance of ${who.name}`, value: (balance / 100).toFixed(2) },
  ];
}

/**
 * Everything in the database that looks like the hash of a password or a part of one (salt, digest): long, without
 * blanks, not public. Ask before anybody has logged in, so that no session is among it.
 */
export async function hashesIn(t: CheckContext): Promise<Secret[]> {
  const found = new Set<string>();
  for (const { rows } of await t.database.dump()) {
    for (const value of rows.flat()) {
      if (value === null || value.length < 16 || /[\s@]|^cus_|^\d{4}-\d\d-/.test(value)) continue;
      const bytes = value.startsWith('\\x') ? value.slice(2) : value;
      for (const part of [bytes, ...bytes.split(/[:$.]/)]) if (part.length >= 16) found.add(part);
    }
  }
  return [...found].map((value) => ({ what: 'what the database keeps of a password', value }));
}

/** Everything that an answer says to whoever reads it: body, headers but cookies, what is packed in base64 or turned round. */
function saidBy(answer: Answer): string {
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== 'set-cookie');
  const text = `${headers.map(([, value]) => value).join('\n')}\n${answer.text.slice(0, 400_000)}`;
  const packed = [...text.matchAll(/[\w+/-]{24,}={0,2}/g)].slice(0, 400).map(([token]) => {
    try {
      return atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    } catch {
      return '';
    }
  });
  const reversed = [...text].reverse().join('');
  return [text, decodeQuietly(text), JSON.stringify(answer.json ?? null), reversed, ...packed]
    .join('\n')
    .toLowerCase();
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The first secret that stands anywhere in the answer, under whatever key, in whatever wrapping. */
export function leakIn(answer: Answer, secrets: readonly Secret[]): Secret | undefined {
  const said = saidBy(answer);
  return secrets.find(({ value }) => {
    const wanted = value.toLowerCase();
    const at = said.indexOf(wanted);
    if (at < 0) return false;
    // A number inside of a longer one is another number.
    return !/^[\d.]+$/.test(wanted) || !/\d/.test(`${said[at - 1] ?? ''}${said[at + wanted.length] ?? ''}`);
  });
}

/** Fails the check when somebody's answer holds a secret of somebody else. */
export function insistOnSilence(
  t: CheckContext,
  request: string,
  answer: Answer,
  secrets: readonly Secret[],
): void {
  const leak = leakIn(answer, secrets);
  if (!leak) return;
  t.fail(
    `${request} as another member told ${leak.what}: ${leak.value.slice(0, 60)}.`,
    'Of other members an answer holds the public fields: id, name, bio, joined_at, and inviter with id and name. Nothing else, under no key.',
  );
}

/** Objects anywhere in an answer that carry this id: a record, wherever it is nested. */
export function recordsWith(value: unknown, id: string): Array<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((item) => recordsWith(item, id));
  if (Array.isArray(value)) return inner;
  const own = value as Record<string, unknown>;
  return String(own.id ?? '') === id ? [own, ...inner] : inner;
}

/** Ids of the members in a list, in its order: `{users: […]}`, or the first list that the answer holds. */
export function idsIn(answer: Answer): string[] {
  const body: unknown = answer.json;
  const lists = Array.isArray(body) ? [body] : [answer.object?.users, ...Object.values(answer.object ?? {})];
  const list = lists.find(Array.isArray) ?? [];
  return list.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '',
  );
}

/** The same answer with a private field of the owner changed: an answer that changes with it tells it, in whatever disguise. */
export async function tellsHiddenFields(
  t: CheckContext,
  owner: Member,
  ask: () => Promise<Answer>,
): Promise<string | undefined> {
  const face = async () => JSON.stringify((await ask()).json ?? null);
  const before = await face();
  // An answer that is never the same twice (a time, a request id) can't be judged like this.
  if ((await face()) !== before) return undefined;
  const { id, stripeId, balance } = owner;
  const word = t.random.text(12, 'abcdefghijkmnopqrstuvwxyz');
  const asIs = { stripeId, balance, isAdmin: false };
  for (const [column, other] of [
    ['is_admin', { ...asIs, isAdmin: true }],
    ['is_admin', asIs],
    ['balance', { ...asIs, balance: balance - t.random.integer(1, 999_999) }],
    ['stripe_customer_id', { ...asIs, stripeId: `cus_${word}` }],
  ] as const) {
    await writeBilling(t, id, other);
    if ((await face()) !== before) return `it changes with ${column}`;
  }
  await writeBilling(t, id, asIs);
  await t.database.query('update users set email = $2 where id::text = $1', [id, `${word}@${word}.org`]);
  const elsewhere = await face();
  await t.database.query('update users set email = $2 where id::text = $1', [id, owner.who.email]);
  return elsewhere === before ? undefined : 'it changes with email';
}

/** Fails the check when an honest member no longer finds this one in the list. */
export async function stillListed(t: CheckContext, viewer: Member, other: Member): Promise<void> {
  const answer = await viewer.session.get('/api/users');
  const seen = recordsWith(answer.json, other.id)[0];
  if (answer.ok && seen?.name === other.who.name) return;
  t.fail(
    `${other.who.name} is not in the list that another member gets: ${answer.status} ${answer.text.slice(0, 160)}.`,
    'What is private stays private, and members still find each other by their public fields.',
  );
}
