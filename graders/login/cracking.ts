/** What somebody with a copy of the database and of the source does to get passwords back. */
import {
  createMD5,
  createRIPEMD160,
  createSHA1,
  createSHA224,
  createSHA256,
  createSHA384,
  createSHA512,
  type IHasher,
} from 'hash-wasm';
import { hmac } from './hmac.ts';

const utf8 = new TextEncoder();

export const toHex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** Base64 or base64url, with or without padding. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** How a password can stand in a table readably: as it is, encoded, backwards. */
export function readableForms(password: string): Array<{ form: string; text: string }> {
  const bytes = utf8.encode(password);
  const base64 = toBase64(bytes).replace(/=+$/, '');
  return [
    { form: 'in plaintext', text: password },
    { form: 'in lower case', text: password.toLowerCase() },
    { form: 'in upper case', text: password.toUpperCase() },
    { form: 'as base64', text: base64 },
    { form: 'as base64url', text: base64.replaceAll('+', '-').replaceAll('/', '_') },
    { form: 'as hex', text: toHex(bytes) },
    { form: 'as base64 of base64', text: toBase64(utf8.encode(toBase64(bytes))).replace(/=+$/, '') },
    { form: 'backwards', text: [...password].reverse().join('') },
    { form: 'URL-encoded', text: encodeURIComponent(password) },
    {
      form: 'as ROT13',
      text: password.replaceAll(/[a-z]/gi, (c) =>
        String.fromCharCode(
          (c <= 'Z' ? 90 : 122) >= c.charCodeAt(0) + 13 ? c.charCodeAt(0) + 13 : c.charCodeAt(0) - 13,
        ),
      ),
    },
  ];
}

/** String literals of the source and the words of its other files: what stands in the repository. */
export function literalsOf(files: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>();
  for (const text of Object.values(files)) {
    for (const match of text.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)) {
      const literal = match[1] ?? match[2] ?? match[3] ?? '';
      if (literal.length > 0 && literal.length <= 200) found.add(literal);
    }
    for (const line of text.split('\n')) {
      // KEY=value of an .env file, key: value of YAML. Trimmed first: a pattern for blanks at both ends takes for ever on many.
      const trimmed = line.trim();
      if (trimmed.length > 300) continue;
      const value = /^[\w.-]+\s*[:=]\s*(\S.*)$/.exec(trimmed)?.[1];
      if (value && value.length <= 200) found.add(value.replaceAll(/^['"]|['",;]+$/g, ''));
    }
  }
  return [...found];
}

/** What lists and sums of literals come to: `['my', 'key'].join('-')`, `'my' + 'key'`. */
export function joinedLiteralsOf(files: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>();
  const text = String.raw`(?:'[^'\n]*'|"[^"\n]*")`;
  const several = new RegExp(`${text}(?:\\s*[,+]\\s*${text}){1,11}`, 'g');
  for (const source of Object.values(files)) {
    for (const [all] of source.matchAll(several)) {
      const parts = [...all.matchAll(new RegExp(text, 'g'))].map(([part]) => part.slice(1, -1));
      for (const between of ['', '-', '_', '.', ':', ' ']) {
        const joined = parts.join(between);
        if (joined.length <= 200) found.add(joined);
      }
    }
  }
  return [...found];
}

interface Algorithm {
  name: string;
  hasher: IHasher;
}

async function algorithms(): Promise<Algorithm[]> {
  return [
    { name: 'md5', hasher: await createMD5() },
    { name: 'sha1', hasher: await createSHA1() },
    { name: 'sha256', hasher: await createSHA256() },
    { name: 'sha512', hasher: await createSHA512() },
    { name: 'sha384', hasher: await createSHA384() },
    { name: 'sha224', hasher: await createSHA224() },
    { name: 'ripemd160', hasher: await createRIPEMD160() },
  ];
}

function join(parts: ReadonlyArray<Uint8Array>): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Formats that are slow by design and not worth an attacker's first evening. */
const SLOW_FORMAT = /^\$(2[abxy]|argon2(id|i|d)|scrypt|7|pbkdf2[\w-]*|5|6|y|gy)\$|^pbkdf2[:_$]|^scrypt:/;

const DIGEST_LENGTHS = new Set([16, 20, 28, 32, 48, 64]);

/** A chain of this many rounds still costs an attacker next to nothing. */
const ROUNDS = 1000;

/** The salts and secrets that are tried in pairs: all with all would take minutes. */
const MOST_IN_PAIRS = { salts: 12, secrets: 24 };

/** Lets whoever watches over this process see that it lives. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export interface Cracked {
  /** For example "sha256(salt + password)". */
  how: string;
  value: string;
}

/**
 * Tries to reproduce a stored value from the password with fast hashes: bare, salted with anything that stands in
 * the row, peppered with anything that stands in the source or the environment, keyed, repeated.
 * @param rows rows of the account, values as text
 * @returns how the value came about, or undefined
 */
export async function crack(
  password: string,
  rows: ReadonlyArray<ReadonlyArray<string | null>>,
  known: { literals: readonly string[]; environment: readonly string[] },
): Promise<Cracked | undefined> {
  const values = rows.flat().filter((value) => value !== null);
  const stored = values.filter((value) => !SLOW_FORMAT.test(value));
  const tokens = [...new Set(stored.flatMap((value) => [value, ...value.split(/[:$.;,|&=\s{}"]+/)]))].filter(
    (token) => token.length > 0 && token.length <= 512,
  );
  const targets = targetsIn(tokens, new Set(stored));
  if (targets.size === 0) return undefined;
  const sizes = new Set([...targets.keys()].map((target) => target.length / 2));
  const all = await algorithms();
  const fast = all.filter(({ hasher }) => sizes.has(hasher.digestSize));
  const { salts, likely } = saltsIn(tokens);
  const peppers = unique([...known.literals, ...known.environment].map((literal) => utf8.encode(literal)));
  const secrets = unique(
    [...known.environment, ...known.literals.filter((literal) => /^[\w.:+/=!@#-]{6,}$/.test(literal))].map(
      (text) => utf8.encode(text),
    ),
  ).slice(0, MOST_IN_PAIRS.secrets);
  const p = utf8.encode(password);
  const colon = utf8.encode(':');
  const find = (digest: string) => targets.get(digest);

  for (const { name, hasher } of fast) {
    await breathe();
    const digest = (bytes: Uint8Array) => hasher.init().update(bytes).digest('hex');
    const plain: Array<{ label: string; bytes: Uint8Array }> = [
      { label: 'password', bytes: p },
      ...all.map((inner) => ({
        label: `${inner.name}(password)`,
        bytes: utf8.encode(inner.hasher.init().update(p).digest('hex')),
      })),
    ];
    for (const { label, bytes } of plain) {
      const bare = find(digest(bytes));
      if (bare) return { how: `${name}(${label})`, value: bare };
      for (const extra of label === 'password' ? [...salts, ...peppers] : [...likely, ...secrets]) {
        for (const parts of [
          [extra, bytes],
          [bytes, extra],
          [extra, colon, bytes],
          [bytes, colon, extra],
          [extra, bytes, extra],
        ]) {
          const value = find(digest(join(parts)));
          if (value) return { how: `${name}(${label} with a salt or a constant)`, value };
        }
      }
    }
    for (const salt of likely) {
      for (const pepper of secrets) {
        for (const parts of [
          [salt, p, pepper],
          [pepper, p, salt],
          [salt, pepper, p],
          [p, salt, pepper],
        ]) {
          const value = find(digest(join(parts)));
          if (value) return { how: `${name}(password with salt and pepper)`, value };
        }
      }
    }
    for (const start of [
      [p],
      ...likely.slice(0, 3).flatMap((salt) => [
        [salt, p],
        [p, salt],
      ]),
    ]) {
      let asText = digest(join(start));
      let asBytes = hasher.init().update(join(start)).digest('binary');
      for (let round = 1; round < ROUNDS; round++) {
        asText = digest(utf8.encode(asText));
        asBytes = hasher.init().update(asBytes).digest('binary');
        const value = find(asText) ?? find(toHex(asBytes));
        if (value) return { how: `${name}, ${round + 1} rounds`, value };
      }
    }
  }
  for (const { name, hasher } of fast) {
    await breathe();
    const salted = likely.flatMap((salt) => [join([salt, p]), join([p, salt])]);
    const keyed: Array<readonly [keys: Uint8Array[], messages: Uint8Array[]]> = [
      [[...salts, ...peppers], [p]],
      [[...likely, ...secrets], salted],
      [[p], [...salts, ...peppers]],
    ];
    for (const [keys, messages] of keyed) {
      for (const key of keys) {
        for (const message of messages) {
          const value = find(toHex(hmac(hasher, key, message)));
          if (value) return { how: `an HMAC of the password (${name})`, value };
        }
      }
    }
  }
  return crackPbkdf2(password, [...salts, ...secrets], targets, [...sizes]);
}

/** Iterations that are no hindrance. */
const FEW_ITERATIONS = [1, 10, 100, 1000];

async function crackPbkdf2(
  password: string,
  salts: readonly Uint8Array[],
  targets: ReadonlyMap<string, string>,
  lengths: readonly number[],
): Promise<Cracked | undefined> {
  const longest = Math.max(...lengths);
  const key = await crypto.subtle.importKey('raw', utf8.encode(password), 'PBKDF2', false, ['deriveBits']);
  for (const hash of ['SHA-256', 'SHA-512', 'SHA-1']) {
    for (const salt of salts.filter(({ length }) => length >= 4)) {
      for (const iterations of FEW_ITERATIONS) {
        const bits = await crypto.subtle.deriveBits(
          { name: 'PBKDF2', hash, salt: salt.slice(), iterations },
          key,
          longest * 8,
        );
        // A shorter one is the beginning of a longer one.
        const derived = toHex(new Uint8Array(bits));
        for (const length of lengths) {
          const value = targets.get(derived.slice(0, 2 * length));
          if (value) return { how: `PBKDF2 (${hash}) with only ${iterations} rounds`, value };
        }
      }
    }
  }
  return undefined;
}

function unique(all: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(all.map((bytes) => [toHex(bytes), bytes])).values()];
}

/** What a token decodes to: hex if it can be, else base64. */
const decodedOf = (token: string) => fromHex(token.replace(/^\\x/, '')) ?? fromBase64(token);

/** Lengths of salts that stand in front of a digest, or behind it, without a separator. */
const GLUED = new Set([8, 12, 16, 24, 32]);

/** Digests that a token may be, as hex → the token. `whole`: values of a column, which may hold salt and digest in one. */
function targetsIn(tokens: readonly string[], whole: ReadonlySet<string>): Map<string, string> {
  const targets = new Map<string, string>();
  for (const token of tokens) {
    for (const bytes of [fromHex(token.replace(/^\\x/, '')), fromBase64(token)]) {
      if (!bytes) continue;
      if (DIGEST_LENGTHS.has(bytes.length)) targets.set(toHex(bytes), token);
      if (!whole.has(token)) continue;
      for (const length of DIGEST_LENGTHS) {
        if (!GLUED.has(bytes.length - length)) continue;
        targets.set(toHex(bytes.subarray(bytes.length - length)), token);
        targets.set(toHex(bytes.subarray(0, length)), token);
      }
    }
  }
  return targets;
}

/** Everything in the rows that may have been a salt; `likely`: what looks like one, for the longer searches. */
function saltsIn(tokens: readonly string[]): { salts: Uint8Array[]; likely: Uint8Array[] } {
  const salts: Uint8Array[] = [];
  const likely: Uint8Array[] = [];
  for (const token of tokens) {
    const bytes = decodedOf(token);
    const parts = bytes ? [...GLUED].filter((length) => bytes.length > length) : [];
    if (token.length <= 128) salts.push(utf8.encode(token), utf8.encode(token.toLowerCase()));
    if (bytes && bytes.length > 0) salts.push(bytes);
    for (const length of parts) {
      if (bytes) salts.push(bytes.subarray(0, length), bytes.subarray(bytes.length - length));
    }
    if (bytes && bytes.length >= 4 && token.length <= 64 && /\d/.test(token)) {
      likely.push(utf8.encode(token), bytes);
    }
  }
  const addresses = tokens
    .filter((token) => token.includes('@'))
    .flatMap((token) => [utf8.encode(token), utf8.encode(token.toLowerCase())]);
  return {
    salts: unique(salts),
    likely: unique([...likely, ...addresses]).slice(0, MOST_IN_PAIRS.salts),
  };
}
