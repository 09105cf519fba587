/** Messages as text, for files: JSON in which bytes survive. Used by the page and inside the container. */

interface SentBytes {
  $bytes: string;
}

/** JSON of a message; a `Uint8Array` in it becomes `{ $bytes: base64 }`. */
export function encode(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof Uint8Array ? ({ $bytes: toBase64(value) } satisfies SentBytes) : value,
  );
}

/** @throws SyntaxError for what is no JSON. */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (isSentBytes(value) ? fromBase64(value.$bytes) : value));
}

function isSentBytes(value: unknown): value is SentBytes {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1 &&
    typeof (value as Partial<SentBytes>).$bytes === 'string'
  );
}

/** Characters handed to `String.fromCharCode` at once: more would overflow the stack. */
const CHUNK = 8_192;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
