/** The contract of `login` as its users and attackers meet it: accounts, sessions and the four routes. */
import {
  type Answer,
  type CheckContext,
  type Client,
  type Random,
  type RunningApp,
  told,
} from '../kit/index.ts';

export interface Person {
  email: string;
  password: string;
  name: string;
}

const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  'ren',
  'sa',
  'tor',
  'vel',
  'du',
  'ni',
  'bra',
  'fe',
  'gol',
  'hin',
  'ju',
  'per',
  'wa',
];
const ENDINGS = ['a', 'e', 'o', 'an', 'el', 'is', 'ek', 'ina', 'ow', 'ert'];
const TOP_LEVELS = ['com', 'net', 'org', 'io', 'dev', 'app', 'de', 'fr', 'it', 'co.uk', 'com.br', 'se'];

/** A made-up name: "Rena", "Duvel". */
function word(random: Random): string {
  const text = random.pick(SYLLABLES) + random.pick(ENDINGS);
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/**
 * Somebody new: an address and a password that nobody else has. Nothing in them is constant: what an app recognises
 * in all of them, it recognises in its real users too.
 */
export function person(random: Random): Person {
  const [first, last] = [word(random), word(random)];
  const number = random.integer(100, 99_999);
  const local = random.pick([
    `${first}.${last}${number}`,
    `${first[0]}${last}${number}`,
    `${last}_${first}.${number}`,
    `${number}.${first}-${last}`,
  ]);
  // Short: attacks carry addresses, and addresses have a limit.
  const domain = `${word(random)}${random.pick(['', '-post', word(random)])}.${random.pick(TOP_LEVELS)}`;
  return {
    email: `${local}@${domain}`.toLowerCase(),
    password: strongPassword(random),
    name: `${first} ${last}`,
  };
}

/** 14 characters or more with all classes; distinctive enough to be looked for in a dump. */
export function strongPassword(random: Random): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
  const sign = () => random.pick(['!', '#', '=', '?', '+', '-', '.', '_']);
  return random.pick([
    `${random.text(random.integer(8, 12), letters)}${random.integer(1000, 99_999)}${sign()}${random.text(1, 'ABCDEF')}`,
    `${word(random)}${sign()}${word(random).toLowerCase()}${sign()}${random.text(5, letters)}${random.integer(10, 99)}`,
    `${random.integer(10, 999)}${random.text(6, letters)}${sign()}${random.text(6, letters)}Q`,
  ]);
}

/** Another password, of the same shape. */
export function wrongPassword(random: Random): string {
  return strongPassword(random);
}

export const idOf = (answer: Answer): string => String(answer.object?.id ?? '');

const sameAddress = (a: unknown, b: string) => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

/**
 * Registers from a browser of its own. Returns the id as text, or '' when the answer has none. Any success will do: how
 * exactly it is answered is for `register-works` alone, so that one mistake fails one check.
 */
export async function register(t: CheckContext, app: RunningApp, who: Person): Promise<string> {
  const answer = await app.client().post('/api/register', who);
  if (!answer.ok) {
    t.fail(
      `POST /api/register with a new address answered ${told(answer)}.`,
      'A proper registration is answered 201 with {id, email}.',
    );
  }
  return idOf(answer);
}

/** Registers and insists on the contract: 201 with id and e-mail address. Returns the id as text. */
export async function registerProperly(t: CheckContext, app: RunningApp, who: Person): Promise<string> {
  const answer = await app.client().post('/api/register', who);
  if (answer.status !== 201) {
    t.fail(
      `POST /api/register with a new address answered ${told(answer)}.`,
      'A proper registration is answered 201 with {id, email}.',
    );
  }
  if (idOf(answer) === '' || !sameAddress(answer.object?.email, who.email)) {
    t.fail(
      `POST /api/register answered ${told(answer)}.`,
      'The answer to a registration carries the id and the e-mail address of the new account.',
    );
  }
  return idOf(answer);
}

export const login = (client: Client, who: { email: unknown; password: unknown }): Promise<Answer> =>
  client.post('/api/login', { email: who.email, password: who.password });

/**
 * Belongs at the end of an attack: an app that lets nobody in withstands everything. Somebody with the right password,
 * elsewhere, still gets in.
 */
export async function stillLetsIn(t: CheckContext, app: RunningApp, who: Person): Promise<void> {
  const answer = await login(app.client(), who);
  if (answer.ok) return;
  t.fail(
    `After it, the right e-mail address and password, from another address (IP), were answered ${told(answer)}.`,
    'Attacks are refused, and users still get in.',
  );
}

/**
 * The same after attacks by SQL: with a password that holds the words and signs of SQL, which is as good as any. A list
 * of forbidden words withstands the attacks that it knows, and refuses this.
 */
export async function stillTakesAnyPassword(t: CheckContext, app: RunningApp, sign = ''): Promise<void> {
  const who = { ...person(t.random), password: `${t.random.text(6)}${sign};or(1)=1--OR UNION union` };
  await register(t, app, who);
  await stillLetsIn(t, app, who);
}

/** A browser that logged in, with whatever the app gave it: a cookie, or (as the starter does) a token in the body. */
export interface Session {
  client: Client;
  answer: Answer;
  /** Sent as `Authorization: Bearer …` where no cookie came. */
  bearer: string | undefined;
}

/** Logs in, with any success: which one it has to be is for `login-works` alone. */
export async function signIn(
  t: CheckContext,
  app: RunningApp,
  who: Person,
  client: Client = app.client(),
): Promise<Session> {
  const answer = await login(client, who);
  if (!answer.ok) {
    t.fail(
      `The right e-mail address and password were answered ${told(answer)}.`,
      'POST /api/login with the right password is answered 200 and the session.',
    );
  }
  if (client.jar.all.length > MOST_TOKENS) {
    t.fail(
      `The login set ${client.jar.all.length} cookies.`,
      `A session is a cookie, or a few: at most ${MOST_TOKENS}.`,
    );
  }
  return { client, answer, bearer: client.jar.all.length === 0 ? tokensIn(answer)[0] : undefined };
}

/** GET /api/me as this session. */
export const me = ({ client, bearer }: Pick<Session, 'client' | 'bearer'>): Promise<Answer> =>
  client.send({ path: '/api/me', ...(bearer ? { headers: { Authorization: `Bearer ${bearer}` } } : {}) });

/** Whose account an answer to GET /api/me shows. */
export const shows = (answer: Answer, who: Person): boolean =>
  answer.status === 200 && sameAddress(answer.object?.email, who.email);

/** A login hands out one or two; more only bury the one that counts. */
const MOST_TOKENS = 12;

/** Strings in a JSON body that are long enough to be a session or a token. */
export function tokensIn(answer: Answer): string[] {
  return stringsIn(answer.json)
    .filter((value) => value.length >= 16 && value.length <= 8_000 && /^[\w.~+/=:%-]+$/.test(value))
    .slice(0, MOST_TOKENS);
}

/** Every string anywhere in a JSON value. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsIn);
  return [];
}

/**
 * Whether a login attempt let somebody in: a success status, or a session that GET /api/me accepts.
 * Returns what came of it in words, or undefined when nobody got in.
 */
export async function gotIn(client: Client, answer: Answer): Promise<string | undefined> {
  if (answer.ok) return `it was answered ${told(answer)}`;
  if (client.jar.all.length > 0) {
    const seen = await client.get('/api/me');
    if (seen.status === 200) return `the cookie that came with it opened GET /api/me: ${told(seen)}`;
  }
  for (const token of tokensIn(answer).slice(0, 3)) {
    const seen = await client.send({ path: '/api/me', headers: { Authorization: `Bearer ${token}` } });
    if (seen.status === 200) return `a token in the answer opened GET /api/me: ${told(seen)}`;
  }
  return undefined;
}

/** A JSON object with something in it. */
export const isJsonError = (answer: Answer): boolean =>
  answer.object !== undefined && Object.keys(answer.object).length > 0;
