/** The rules of HTTP header names and values, as Node has them. */
import { coded } from '../worker/errors.ts';
import { Buffer } from './buffer.ts';

export type HeaderValue = string | number | readonly string[];
export type HeaderPairs = ReadonlyArray<readonly [name: string, value: string]>;

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

export const isToken = (text: string): boolean => TOKEN.test(text);

/** As Node does, a list is looked at as the text that it becomes. @throws TypeError of a symbol */
export const isInvalidHeaderText = (value: unknown): boolean => INVALID_VALUE.test(value as string);

export const headersSent = (what: string) =>
  coded('ERR_HTTP_HEADERS_SENT', `Cannot ${what} headers after they are sent to the client`);

/** What Node makes of a `Content-Disposition` beside a known length: Latin-1 bytes, read as UTF-8. */
export function asLatin1(value: HeaderValue): HeaderValue {
  const bytes = (text: unknown) => Buffer.from(text as string, 'latin1').toString();
  return Array.isArray(value) ? value.map(bytes) : bytes(value);
}

/** @throws ERR_INVALID_HTTP_TOKEN */
export function validateHeaderName(name: unknown, label?: string): asserts name is string {
  if (typeof name !== 'string' || name === '' || !TOKEN.test(name)) {
    throw coded(
      'ERR_INVALID_HTTP_TOKEN',
      `${label ?? 'Header name'} must be a valid HTTP token ["${String(name)}"]`,
      TypeError,
    );
  }
}

/** @throws ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR */
export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) {
    throw coded('ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${value}" for header "${name}"`, TypeError);
  }
  if (isInvalidHeaderText(value)) {
    throw coded('ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`, TypeError);
  }
}

/** Names whose second and later values are dropped. */
const SINGLE = new Set(
  (
    'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
    'last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
  ).split(' '),
);

/** `req.headers`: lower case, duplicates joined or dropped as Node does. */
export function joinHeaders(pairs: HeaderPairs, joinDuplicates = false): Record<string, string | string[]> {
  const joined: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (key === '__proto__') continue;
    const before = Object.hasOwn(joined, key) ? joined[key] : undefined;
    if (key === 'set-cookie') {
      if (Array.isArray(before)) before.push(value);
      else joined[key] = [value];
    } else if (before === undefined) {
      joined[key] = value;
    } else if (key === 'cookie') {
      joined[key] = `${before}; ${value}`;
    } else if (joinDuplicates || !SINGLE.has(key)) {
      joined[key] = `${before}, ${value}`;
    }
  }
  return joined;
}

/** `req.headersDistinct`. */
export function distinctHeaders(pairs: HeaderPairs): Record<string, string[]> {
  const distinct: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    distinct[key] ??= [];
    distinct[key].push(value);
  }
  return distinct;
}
