/** `buffer`: the npm edition, with base64url and what Node has added since. */
import base from 'buffer-npm';
import { coded, shownType } from '../worker/errors.ts';

const module = base as unknown as typeof import('node:buffer');
export const { Buffer } = module;
export type Buffer = import('node:buffer').Buffer;

type Encoded = (this: unknown, ...args: unknown[]) => unknown;
const isUrl = (encoding: unknown): boolean =>
  typeof encoding === 'string' && encoding.toLowerCase() === 'base64url';

/** base64 reads the URL alphabet as well; only writing has to be told apart. */
const statics = Buffer as unknown as Record<string, Encoded>;
for (const name of ['from', 'alloc', 'byteLength']) {
  const plain = statics[name];
  if (!plain) continue;
  const at = name === 'alloc' ? 2 : 1;
  statics[name] = function (this: unknown, ...args: unknown[]) {
    if (isUrl(args[at])) args[at] = 'base64';
    return plain.apply(this, args);
  };
}

/** From this length on the browser's own coder is used: the npm edition goes by single characters, ten megabytes of them for a second. */
const LONG = 512;
const encoder = new TextEncoder();
const isUtf8 = (encoding: unknown): boolean =>
  encoding === undefined || (typeof encoding === 'string' && /^utf-?8$/i.test(encoding));
const isLong = (value: unknown, encoding: unknown): value is string =>
  typeof value === 'string' && value.length >= LONG && isUtf8(encoding);

/** Of base64 Node reckons from the length of the text, whatever stands in it. */
const plainByteLength = statics.byteLength as Encoded;
statics.byteLength = function (this: unknown, ...args: unknown[]) {
  const [text, encoding] = args;
  if (isLong(text, encoding)) return encoder.encode(text).length;
  if (typeof text !== 'string' || !/^base64(url)?$/i.test(String(encoding))) {
    return plainByteLength.apply(this, args);
  }
  return ((text.length - (/={0,2}$/.exec(text)?.[0].length ?? 0)) * 3) >>> 2;
};

const isHex = (encoding: unknown): boolean =>
  typeof encoding === 'string' && encoding.toLowerCase() === 'hex';
/** Node reads up to the first pair that is none. */
const hexOf = (text: unknown): unknown =>
  typeof text === 'string' ? (/^(?:[\da-f]{2})*/i.exec(text)?.[0] ?? '') : text;

/** Node's words for what no buffer can be made of. */
const plainFrom = statics.from as Encoded;
statics.from = function (this: unknown, ...args: unknown[]) {
  const [value, encoding] = args;
  if (isLong(value, encoding)) return plainFrom.call(this, encoder.encode(value).buffer);
  if (isHex(encoding)) args[0] = hexOf(value);
  try {
    return plainFrom.apply(this, args);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Unknown encoding')) throw coded('ERR_UNKNOWN_ENCODING', message, TypeError);
    if (!/^The (first argument|"value" argument) must/.test(message)) throw error;
    throw coded(
      'ERR_INVALID_ARG_TYPE',
      `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.${shownType(value)}`,
      TypeError,
    );
  }
};

const plainIsEncoding = Buffer.isEncoding;
Buffer.isEncoding = ((encoding: unknown) =>
  isUrl(encoding) || plainIsEncoding(encoding as string)) as typeof plainIsEncoding;

const proto = Buffer.prototype as unknown as Record<string, Encoded | undefined>;
const plainToString = proto.toString as Encoded;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
proto.toString = function (this: unknown, encoding?: unknown, ...rest: unknown[]): string {
  // The npm edition puts another number of replacement characters where bytes are no UTF-8.
  if (this instanceof Uint8Array && isUtf8(encoding)) {
    const [start, end] = rest.map((offset) =>
      offset === undefined ? undefined : Math.max(0, Number(offset) || 0),
    );
    return utf8.decode(Uint8Array.prototype.subarray.call(this, start, end));
  }
  if (!isUrl(encoding)) return plainToString.call(this, encoding, ...rest) as string;
  const text = plainToString.call(this, 'base64', ...rest) as string;
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
};
for (const name of ['write', 'fill', 'indexOf', 'includes', 'lastIndexOf']) {
  const plain = proto[name];
  if (!plain) continue;
  proto[name] = function (this: unknown, ...args: unknown[]) {
    const last = args.length - 1;
    if (last >= 1 && isUrl(args[last])) args[last] = 'base64';
    return plain.apply(this, args);
  };
}
// Parsers use Node's shortcuts for a single encoding.
for (const encoding of ['ascii', 'base64', 'base64url', 'hex', 'latin1', 'ucs2', 'utf8']) {
  proto[`${encoding}Slice`] = function (this: unknown, start?: unknown, end?: unknown) {
    return (proto.toString as Encoded).call(this, encoding, start, end);
  };
  proto[`${encoding}Write`] = function (this: unknown, text: unknown, offset?: unknown, length?: unknown) {
    const rest = [offset, length].filter((value) => value !== undefined);
    return proto.write?.call(this, text, ...rest, encoding);
  };
}
// Node names the 64-bit readers both ways.
for (const name of Object.getOwnPropertyNames(proto)) {
  if (/^(read|write)(Big)?U[Ii]nt/.test(name)) {
    const alias = name.replace('UInt', 'Uint');
    proto[alias] ??= proto[name] as Encoded;
  }
}

const bytesOf = (input: ArrayBufferView | ArrayBuffer): Uint8Array =>
  input instanceof ArrayBuffer
    ? new Uint8Array(input)
    : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);

const extras: Record<string, unknown> = {
  Blob: globalThis.Blob,
  File: globalThis.File,
  atob: globalThis.atob.bind(globalThis),
  btoa: globalThis.btoa.bind(globalThis),
  constants: { MAX_LENGTH: module.kMaxLength, MAX_STRING_LENGTH: 536870888 },
  kStringMaxLength: 536870888,
  isAscii: (input: ArrayBufferView) => bytesOf(input).every((byte) => byte < 128),
  isUtf8: (input: ArrayBufferView) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(input));
      return true;
    } catch {
      return false;
    }
  },
  transcode: (source: Uint8Array, from: BufferEncoding, to: BufferEncoding) =>
    Buffer.from(Buffer.from(source).toString(from), to),
  resolveObjectURL: () => {
    throw coded(
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'buffer.resolveObjectURL is not available where this course runs the app.',
    );
  },
};
const target = module as unknown as Record<string, unknown>;
for (const [name, value] of Object.entries(extras)) target[name] ??= value;

export default module;
