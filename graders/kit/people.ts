/** Users of an app under attack, as every exercise with accounts needs them: made up from the seed, never the same twice. */
import type { RunningApp } from './app.ts';
import type { CheckContext } from './check.ts';
import type { Answer, Client, ClientRequest } from './client.ts';
import type { Random } from './random.ts';

export interface Person {
  email: string;
  password: string;
  name: string;
}

const SYLLABLES = 'ka lo mi ren sa tor vel du ni bra fe gol hin ju per wa'.split(' ');
const ENDINGS = 'a e o an el is ek ina ow ert'.split(' ');
const TOP_LEVELS = 'com net org io dev app de fr it co.uk com.br se'.split(' ');

/** A made-up word with a capital: "Rena", "Duvel". */
export function word(random: Random): string {
  const text = random.pick(SYLLABLES) + random.pick(ENDINGS);
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** Somebody new. Nothing is constant: what an app recognises in all of them, it recognises in its real users too. */
export function person(random: Random): Person {
  const [first, last] = [word(random), word(random)];
  const number = random.integer(1000, 99_999);
  const local = random.pick([
    `${first}.${last}${number}`,
    `${first[0]}${last}${number}`,
    `${last}_${first}.${number}`,
    `${number}.${first}-${last}`,
  ]);
  const domain = `${word(random)}${random.pick(['', '-post', word(random)])}.${random.pick(TOP_LEVELS)}`;
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
  return {
    email: `${local}@${domain}`.toLowerCase(),
    password: `${random.text(random.integer(9, 13), letters)}${random.pick(['!', '#', '?', '-', '_'])}${random.integer(10, 9999)}`,
    name: `${first} ${last}`,
  };
}

/** One line about an answer, for the sentence that says what happened. */
export function told(answer: Answer): string {
  const text = answer.text.slice(0, 4_000).replaceAll(/\s+/g, ' ').trim();
  if (text === '') return `${answer.status} with an empty body`;
  return `${answer.status} ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}

/** A browser in which somebody is logged in. */
export class Session {
  readonly who: Person;
  /** The account's id as text. */
  readonly id: string;
  readonly client: Client;
  /** Sent as `Authorization: Bearer …` where the login set no cookie. */
  readonly bearer: string | undefined;

  constructor(parts: { who: Person; id: string; client: Client; bearer: string | undefined }) {
    this.who = parts.who;
    this.id = parts.id;
    this.client = parts.client;
    this.bearer = parts.bearer;
  }

  send(request: ClientRequest): Promise<Answer> {
    const { bearer } = this;
    if (bearer === undefined) return this.client.send(request);
    return this.client.send({
      ...request,
      headers: { Authorization: `Bearer ${bearer}`, ...request.headers },
    });
  }

  get(path: string): Promise<Answer> {
    return this.send({ path });
  }

  post(path: string, json?: unknown): Promise<Answer> {
    return this.send({ method: 'POST', path, ...(json === undefined ? {} : { json }) });
  }

  patch(path: string, json: unknown): Promise<Answer> {
    return this.send({ method: 'PATCH', path, json });
  }

  delete(path: string): Promise<Answer> {
    return this.send({ method: 'DELETE', path });
  }
}

/**
 * Registers by POST /api/register from a browser of its own, with `more` beside address, password and name. Any success
 * will do: how exactly it is answered is for one check alone, so that one mistake fails one check.
 * @returns the id as text, '' when the answer has none.
 * @throws CheckFailure when it is refused.
 */
export async function register(
  t: CheckContext,
  app: RunningApp,
  who: Person,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const answer = await app.client().post('/api/register', { ...who, ...more });
  if (!answer.ok) {
    t.fail(
      `POST /api/register with a new address was answered ${told(answer)}.`,
      'A proper registration is answered 201 with the id of the new account.',
    );
  }
  return String(answer.object?.id ?? '');
}

/** Logs in by POST /api/login. @throws CheckFailure when that is refused. */
export async function signIn(
  t: CheckContext,
  app: RunningApp,
  who: Person,
  id: string,
  client: Client = app.client(),
): Promise<Session> {
  const answer = await client.post('/api/login', { email: who.email, password: who.password });
  if (!answer.ok) {
    t.fail(
      `The right e-mail address and password were answered ${told(answer)}.`,
      'POST /api/login with the right password is answered 200 and the session.',
    );
  }
  const bearer = client.jar.all.length === 0 ? tokenIn(answer.json) : undefined;
  return new Session({ who, id, client, bearer });
}

/** Somebody new, registered and logged in. */
export async function newcomer(
  t: CheckContext,
  app: RunningApp,
  { who = person(t.random), more = {} }: { who?: Person; more?: Readonly<Record<string, unknown>> } = {},
): Promise<Session> {
  return signIn(t, app, who, await register(t, app, who, more));
}

/** The string in a JSON value that is most likely the session: by its name, else the first that is long enough. */
function tokenIn(value: unknown): string | undefined {
  const found = longTexts(value, '').filter(({ path }) => !/refresh|csrf|xsrf/i.test(path));
  const named = (name: RegExp) => found.find(({ path }) => name.test(path));
  return (named(/token|jwt|bearer/i) ?? named(/session|sid|access/i) ?? found[0])?.text;
}

/** Texts that are long enough to be a session and are no time, each with the keys that lead to it. */
function longTexts(value: unknown, path: string): Array<{ path: string; text: string }> {
  if (typeof value === 'string') {
    const isOne = /^[\w.~+/=:%-]{16,8000}$/.test(value) && !/^\d{4}-\d\d-\d\dT/.test(value);
    return isOne ? [{ path, text: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => longTexts(item, `${path}.${key}`));
}
