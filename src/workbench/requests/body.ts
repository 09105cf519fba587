/** The body of an answer for people: decoded, pretty-printed, bounded. */

export type BodyKind = 'empty' | 'json' | 'text' | 'binary';

export interface ReadableBody {
  kind: BodyKind;
  /** Pretty-printed for JSON, as it is for text, a hex dump for binary data. */
  text: string;
  /** As it came, when that differs from `text`. */
  raw?: string;
  /** Characters left out at the end of `text`. */
  cut: number;
}

/** More than this is not put into the page. */
const SHOWN_CHARACTERS = 200_000;
const HEX_BYTES = 512;

/** Decodes `body`; whether it is JSON is told by trying, since apps forget the header. */
export function readBody(body: Uint8Array): ReadableBody {
  if (body.length === 0) return { kind: 'empty', text: '', cut: 0 };
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return {
      kind: 'binary',
      text: hexDump(body.subarray(0, HEX_BYTES)),
      cut: Math.max(0, body.length - HEX_BYTES),
    };
  }
  if (decoded.length > SHOWN_CHARACTERS) {
    // Decoded anew: a part of the long text would keep all of it in memory, in each entry of the history.
    const text = new TextDecoder().decode(body.slice(0, SHOWN_CHARACTERS)).slice(0, SHOWN_CHARACTERS);
    return { kind: 'text', text, cut: decoded.length - text.length };
  }
  const pretty = prettyJson(decoded);
  if (pretty !== undefined)
    return { kind: 'json', text: pretty, ...(pretty !== decoded && { raw: decoded }), cut: 0 };
  return { kind: 'text', text: decoded, cut: 0 };
}

/** Two-space indented JSON of an object or array; `undefined` for anything else. */
export function prettyJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const row = bytes.subarray(start, start + 16);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(row, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join(
      '',
    );
    lines.push(`${start.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

export type JsonToken = { kind: 'key' | 'string' | 'number' | 'word' | 'plain'; text: string };

/** Splits pretty-printed JSON for colouring. Joined, the tokens are the text again. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    const [whole, string, colon] = match;
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    } else tokens.push({ kind: /^[-\d]/.test(whole) ? 'number' : 'word', text: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}
