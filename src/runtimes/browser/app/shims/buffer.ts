/** `buffer`: the npm edition, with base64url and what Node has added since. */
import base from 'buffer-npm';
import { coded } from '../worker/errors.ts';

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

/** From this length on the browser's own coders are used: the npm edition goes by single characters, ten megabytes of them for a second. */
const LONG = 512;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const isUtf8 = (encoding: unknown): boolean =>
  encoding === undefined || (typeof encoding === 'string' && /^utf-?8$/i.test(encoding));
const isLong = (value: unknown, encoding: unknown): value is string =>
  typeof value === 'string' && value.length >= LONG && isUtf8(encoding);

const plainFrom = statics.from as Encoded;
statics.from = function (this: unknown, ...args: unknown[]) {
  const [value, encoding] = args;
  return plainFrom.apply(this, isLong(value, encoding) ? [encoder.encode(value).buffer] : args);
};
const plainByteLength = statics.byteLength as Encoded;
statics.byteLength = function (this: unknown, ...args: unknown[]) {
  const [value, encoding] = args;
  return isLong(value, encoding) ? encoder.encode(value).length : plainByteLength.apply(this, args);
};

const plainIsEncoding = Buffer.isEncoding;
Buffer.isEncoding = ((encoding: unknown) =>
  isUrl(encoding) || plainIsEncoding(encoding as string)) as typeof plainIsEncoding;

const proto = Buffer.prototype as unknown as Record<string, Encoded | undefined>;
const plainToString = proto.toString as Encoded;
proto.toString = function (this: unknown, encoding?: unknown, ...rest: unknown[]): string {
  if (rest.length === 0 && isUtf8(encoding) && this instanceof Uint8Array && this.length >= LONG) {
    return decoder.decode(this);
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
