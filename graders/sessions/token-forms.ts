/** What can be done to a token's text by somebody who does not know how it was made. */

const utf8 = new TextEncoder();

export const decodeUri = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Parts of at least this length are what makes a token hard to guess. */
const LONG = 16;

/** What a token is put together from: `id.secret`, `s:id.signature`, the three parts of a JWT, or the whole. */
function partsOf(value: string): string[] {
  const parts = decodeUri(value)
    .split(/[.:|~,;"{}[\]]+/)
    .filter((part) => part.length >= LONG);
  return parts.length > 0 ? parts : [decodeUri(value)];
}

/** Shorter pieces of a token stand anywhere by chance. */
const PIECE = 8;

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const base64Of = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');

/** The bytes that a text may stand for. */
function bytesOf(text: string): Uint8Array[] {
  const found = [utf8.encode(text)];
  const digits = text.replaceAll('-', '');
  if (/^([\da-f]{2})+$/i.test(digits)) {
    found.push(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  }
  if (/^[\w+/-]+={0,2}$/.test(text)) {
    try {
      const plain = text.replaceAll('-', '+').replaceAll('_', '/');
      found.push(Uint8Array.from(atob(plain), (character) => character.codePointAt(0) ?? 0));
    } catch {
      // Not base64 after all.
    }
  }
  return found;
}

/** A heap of text to look in. */
export class Haystack {
  private readonly text: string;
  private readonly lower: string;

  constructor(values: readonly string[]) {
    this.text = values.join('\n');
    this.lower = this.text.toLowerCase();
  }

  /** Whether the pieces that a text was cut into stand here, in whatever order; none shorter than `PIECE`. */
  private hasInPieces(part: string): boolean {
    let at = 0;
    while (at < part.length) {
      let end = part.length;
      while (end - at >= PIECE && !this.text.includes(part.slice(at, end))) end -= 1;
      if (end - at < PIECE) return false;
      at = end;
    }
    return part.length > 0;
  }

  private has(part: string): boolean {
    if (this.text.includes(part) || this.hasInPieces(part)) return true;
    if (this.hasInPieces([...part].reverse().join(''))) return true;
    return bytesOf(part).some((bytes) => {
      if (bytes.length < 8) return false;
      const base64 = base64Of(bytes);
      return (
        this.lower.includes(hexOf(bytes)) || this.text.includes(base64) || this.text.includes(urlSafe(base64))
      );
    });
  }

  /** Whether a token can be put together from what stands here: as it is, in hex, in base64, in pieces or backwards. */
  holds(token: string): boolean {
    return partsOf(token).every((part) => this.has(part));
  }
}

const otherCharacter = (character: string) => (character === 'A' ? 'B' : character === 'a' ? 'b' : 'a');

/** The same shape with one character changed in every long part. */
export function altered(value: string): string {
  return partsOf(value).reduce((text, part) => {
    const middle = Math.floor(part.length / 2);
    const changed = part.slice(0, middle) + otherCharacter(part[middle] ?? '') + part.slice(middle + 1);
    return text.replace(part, changed);
  }, decodeUri(value));
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const base64UrlOf = (text: string) => urlSafe(base64Of(utf8.encode(text)));

/**
 * What a careless verification accepts of a JWT: its claims with every value that names the attacker replaced, unsigned or
 * with the old signature, and the same claims with another signature. Nothing for what is no JWT.
 */
export function forgedJwts(
  value: string,
  swap: ReadonlyArray<readonly [own: string, others: string]>,
): string[] {
  if (!JWT.test(value)) return [];
  const [head = '', body = '', signature = ''] = value.split('.');
  const claims = bytesOf(body).at(-1);
  if (!claims) return [];
  let text = new TextDecoder().decode(claims);
  for (const [own, others] of swap) {
    if (own === '') continue;
    // A value as a whole: the id 1 is no part of a time.
    text = text.replaceAll(`:${own},`, `:${others},`).replaceAll(`:${own}}`, `:${others}}`);
    text = text.replaceAll(JSON.stringify(own), JSON.stringify(others));
  }
  const forged = base64UrlOf(text);
  return [
    `${head}.${body}.${altered(signature)}`,
    ...(forged === body ? [] : [`${head}.${forged}.${signature}`]),
    ...['none', 'None'].map((alg) => `${base64UrlOf(JSON.stringify({ alg, typ: 'JWT' }))}.${forged}.`),
  ];
}
