/** What Node's crypto takes as data and keys, as bytes. */

import { invalidArgument } from '../../worker/errors.ts';
import { Buffer } from '../buffer.ts';
import { KeyObject } from './key-object.ts';

export type Bytes = Uint8Array;

/** Text (as UTF-8 unless told otherwise) or any view. @throws ERR_INVALID_ARG_TYPE */
export function toBytes(value: unknown, name = 'data', encoding?: unknown): Bytes {
  if (typeof value === 'string') {
    const known =
      typeof encoding === 'string' && encoding !== 'buffer' ? (encoding as BufferEncoding) : 'utf8';
    return Buffer.from(value, known);
  }
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw invalidArgument(name, 'of type string or an instance of Buffer, TypedArray, or DataView', value);
}

/** A key for a symmetric function: bytes, text or a secret KeyObject. */
export function secretBytes(key: unknown, name = 'key'): Bytes {
  if (key instanceof KeyObject) return key._bytes();
  return toBytes(key, name);
}

/** A buffer, or text in the encoding asked for. */
export function output(bytes: Bytes, encoding?: unknown): Buffer | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return typeof encoding === 'string' && encoding !== 'buffer'
    ? buffer.toString(encoding as BufferEncoding)
    : buffer;
}
