/** Randomness. */

import { invalidArgument, outOfRange } from '../../worker/errors.ts';
import { natives } from '../../worker/natives.ts';
import { setImmediate } from '../../worker/ticks.ts';
import { Buffer } from '../buffer.ts';

type Callback<T> = (error: Error | null, value: T) => void;

const fill = natives.crypto.getRandomValues.bind(natives.crypto);
/** As many bytes as a browser gives in one call. */
const CHUNK = 65_536;

export function fillRandom(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.byteLength; at += CHUNK)
    fill(bytes.subarray(at, at + CHUNK) as Uint8Array<ArrayBuffer>);
  return bytes;
}

export function randomBytes(size: number, callback?: Callback<Buffer>): Buffer | undefined {
  if (typeof size !== 'number') throw invalidArgument('size', 'of type number', size);
  if (!(size >= 0 && size <= 2 ** 31 - 1)) throw outOfRange('size', '>= 0 && <= 2147483647', size);
  const bytes = Buffer.from(fillRandom(new Uint8Array(size)).buffer);
  if (!callback) return bytes;
  setImmediate(() => callback(null, bytes));
  return undefined;
}

export function randomFillSync<T extends ArrayBufferView>(target: T, offset = 0, size?: number): T {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  fillRandom(bytes.subarray(offset, size === undefined ? undefined : offset + size));
  return target;
}

export function randomFill<T extends ArrayBufferView>(target: T, ...rest: unknown[]): void {
  const callback = rest.pop() as Callback<T>;
  if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
  randomFillSync(target, ...(rest as number[]));
  setImmediate(() => callback(null, target));
}

export function randomUUID(): string {
  const bytes = fillRandom(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `([min, ]max[, callback])`, evenly distributed, `max` excluded. */
export function randomInt(...args: unknown[]): number | undefined {
  const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback<number>) : undefined;
  const [min, max] = (args.length < 2 ? [0, args[0]] : args) as [number, number];
  if (!Number.isSafeInteger(min)) throw invalidArgument('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw invalidArgument('max', 'a safe integer', max);
  if (max <= min) throw outOfRange('max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > 2 ** 48 - 1) throw outOfRange('max - min', `<= ${2 ** 48 - 1}`, range);
  // Values above the last whole multiple of the range would favour small numbers.
  const limit = 2 ** 48 - (2 ** 48 % range);
  let value: number;
  do value = Buffer.from(fillRandom(new Uint8Array(6))).readUIntBE(0, 6);
  while (value >= limit);
  const chosen = min + (value % range);
  if (!callback) return chosen;
  setImmediate(() => callback(null, chosen));
  return undefined;
}
