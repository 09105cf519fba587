/** `querystring`, which never throws of what a client sends. */
import { Buffer } from './buffer.ts';

type Value = string | string[] | undefined;
type Coder = (text: string) => string;

/** Bytes of a text in which only whole `%xx` are decoded. */
function unescapeBuffer(text: string, decodesSpaces = false): Buffer {
  const spaced = decodesSpaces ? text.replace(/\+/g, ' ') : text;
  const latin1 = spaced.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin1, 'latin1');
}

const escapeText = (text: unknown): string =>
  encodeURIComponent(typeof text === 'symbol' ? String(text) : `${text}`);

const unescapeText = (text: string, decodesSpaces?: boolean): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return unescapeBuffer(text, decodesSpaces).toString();
  }
};

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
}

function stringify(
  object: unknown,
  separator?: string | null,
  equals?: string | null,
  options?: { encodeURIComponent?: Coder },
): string {
  if (typeof object !== 'object' || object === null) return '';
  const encode = options?.encodeURIComponent ?? querystring.escape;
  const pair = (name: string, value: unknown) => `${encode(name)}${equals || '='}${encode(shown(value))}`;
  return Object.entries(object)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((part) => pair(name, part)) : [pair(name, value)],
    )
    .join(separator || '&');
}

function parse(
  text: unknown,
  separator?: string | null,
  equals?: string | null,
  options?: { maxKeys?: number; decodeURIComponent?: Coder },
): Record<string, Value> {
  const parsed: Record<string, Value> = Object.create(null);
  if (typeof text !== 'string' || text.length === 0) return parsed;
  const given = options?.decodeURIComponent;
  const decode: Coder = (part) => {
    // Node gives its own decoder a space for a plus, another one what stands for a space in a URL.
    const spaced = part.replace(/\+/g, given ? '%20' : ' ');
    try {
      return (given ?? querystring.unescape)(spaced);
    } catch {
      return querystring.unescape(spaced, true);
    }
  };
  const most = options?.maxKeys ?? 1000;
  // An empty part counts, too.
  const parts = text.split(separator || '&');
  for (const part of most > 0 ? parts.slice(0, most) : parts) {
    if (part === '') continue;
    const mark = equals || '=';
    const at = part.indexOf(mark);
    const name = decode(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decode(part.slice(at + mark.length));
    const before = parsed[name];
    if (before === undefined) parsed[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else parsed[name] = [before, value];
  }
  return parsed;
}

const querystring = {
  unescapeBuffer,
  unescape: unescapeText,
  escape: escapeText,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
export default querystring;
