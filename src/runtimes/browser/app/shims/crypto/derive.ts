/** Keys from passwords: pbkdf2, scrypt, hkdf, argon2. The slow ones go to the thread pool where the caller can wait. */
import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js';
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 as noblePbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js';
import type { Pbkdf2Digest } from '../../hashing/jobs.ts';
import { threadPool } from '../../hashing/thread-pool.ts';
import { coded, invalidArgument, outOfRange } from '../../worker/errors.ts';
import { asTask, setImmediate } from '../../worker/ticks.ts';
import { Buffer } from '../buffer.ts';
import { secretBytes, toBytes } from './bytes.ts';
import { digestOf } from './hashes.ts';

type Callback<T> = (error: Error | null, value?: T) => void;

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const NOTHING = new Uint8Array(0);

/** In a later turn, as the thread pool answers. */
const asTaskOfItsOwn = <T>(job: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(job());
      } catch (error) {
        reject(error);
      }
    });
  });

/** Gives a promise's outcome to a callback, outside the promise: what it throws is an error of its own. */
function tell<T>(promise: Promise<T>, callback: Callback<T>): void {
  const task = asTask((...[error, value]: unknown[]) => callback(error as Error | null, value as T));
  promise.then(
    (value) => queueMicrotask(() => task(null, value)),
    (error) => queueMicrotask(() => task(error)),
  );
}

function requireCallback(callback: unknown): asserts callback is Callback<Buffer> {
  if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
}

function wholeNumber(name: string, value: unknown, from: number): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < from || value > 2 ** 31 - 1) throw outOfRange(name, `>= ${from} && <= 2147483647`, value);
  return value;
}

function pbkdf2Arguments(
  password: unknown,
  salt: unknown,
  iterations: unknown,
  length: unknown,
  digest: unknown,
) {
  if (typeof digest !== 'string') throw invalidArgument('digest', 'of type string', digest);
  return {
    password: toBytes(password, 'password'),
    salt: toBytes(salt, 'salt'),
    iterations: wholeNumber('iterations', iterations, 1),
    length: wholeNumber('keylen', length, 0),
    hash: digestOf(digest),
    digest,
  };
}

export function pbkdf2Sync(
  password: unknown,
  salt: unknown,
  iterations: unknown,
  length: unknown,
  digest: unknown,
): Buffer {
  const given = pbkdf2Arguments(password, salt, iterations, length, digest);
  return buffer(
    noblePbkdf2(given.hash as never, given.password, given.salt, {
      c: given.iterations,
      dkLen: given.length,
    }),
  );
}

const POOL_DIGESTS: readonly Pbkdf2Digest[] = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

export function pbkdf2(
  password: unknown,
  salt: unknown,
  iterations: unknown,
  length: unknown,
  digest: unknown,
  callback: unknown,
): void {
  requireCallback(callback);
  const given = pbkdf2Arguments(password, salt, iterations, length, digest);
  const { hash, iterations: c, length: size } = given;
  const name = given.digest.toLowerCase().replace(/^(?:rsa-)?sha-?/, 'sha');
  const poolDigest = POOL_DIGESTS.find((known) => known === name);
  const derived =
    poolDigest !== undefined && given.salt.byteLength >= 8 && size > 0
      ? threadPool.compute({
          kind: 'pbkdf2',
          digest: poolDigest,
          password: given.password,
          salt: given.salt,
          iterations: c,
          length: size,
        })
      : asTaskOfItsOwn(() => noblePbkdf2(hash as never, given.password, given.salt, { c, dkLen: size }));
  tell(derived.then(buffer), callback);
}

interface ScryptOptions {
  N?: number;
  cost?: number;
  r?: number;
  blockSize?: number;
  p?: number;
  parallelization?: number;
  maxmem?: number;
}

function scryptArguments(password: unknown, salt: unknown, length: unknown, options: ScryptOptions = {}) {
  const N = options.N ?? options.cost ?? 16_384;
  const r = options.r ?? options.blockSize ?? 8;
  const p = options.p ?? options.parallelization ?? 1;
  const maxmem = options.maxmem ?? 32 * 1024 * 1024;
  const bad = (why: string) =>
    coded('ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params: ${why}`, RangeError);
  if (N < 2 || (N & (N - 1)) !== 0 || r < 1 || p < 1) throw bad('N must be a power of two greater than 1');
  if (128 * N * r > maxmem) throw bad('error:030000AC:digital envelope routines::memory limit exceeded');
  return {
    password: toBytes(password, 'password'),
    salt: toBytes(salt, 'salt'),
    length: wholeNumber('keylen', length, 0),
    N,
    r,
    p,
  };
}

export function scryptSync(
  password: unknown,
  salt: unknown,
  length: unknown,
  options?: ScryptOptions,
): Buffer {
  const given = scryptArguments(password, salt, length, options);
  if (given.length === 0) return Buffer.alloc(0);
  return buffer(
    nobleScrypt(given.password, given.salt, {
      N: given.N,
      r: given.r,
      p: given.p,
      dkLen: given.length,
      maxmem: 2 ** 32,
    }),
  );
}

export function scrypt(password: unknown, salt: unknown, length: unknown, ...rest: unknown[]): void {
  const callback = rest.pop();
  requireCallback(callback);
  const given = scryptArguments(password, salt, length, rest[0] as ScryptOptions | undefined);
  const derived =
    given.length === 0
      ? asTaskOfItsOwn(() => new Uint8Array(0))
      : threadPool.compute({ ...given, kind: 'scrypt' });
  tell(derived.then(buffer), callback);
}

function derivedByHkdf(
  digest: string,
  key: unknown,
  salt: unknown,
  info: unknown,
  length: unknown,
): ArrayBuffer {
  const hash = digestOf(digest);
  const size = wholeNumber('length', length, 0);
  if (size > 255 * hash.outputLen) throw coded('ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length', RangeError);
  const bytes = nobleHkdf(
    hash as never,
    secretBytes(key, 'ikm'),
    toBytes(salt, 'salt'),
    toBytes(info, 'info'),
    size,
  );
  return bytes.slice().buffer as ArrayBuffer;
}

export const hkdfSync = derivedByHkdf;

export function hkdf(
  digest: string,
  key: unknown,
  salt: unknown,
  info: unknown,
  length: unknown,
  callback: unknown,
): void {
  if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
  const derived = derivedByHkdf(digest, key, salt, info, length);
  tell(Promise.resolve(derived), callback as Callback<ArrayBuffer>);
}

interface Argon2Parameters {
  message: unknown;
  nonce: unknown;
  parallelism: number;
  tagLength: number;
  memory: number;
  passes: number;
  secret?: unknown;
  associatedData?: unknown;
}

const ARGON2 = { argon2d, argon2i, argon2id } as const;
const ARGON2_VERSION = 0x13;

function argon2Kind(algorithm: string): keyof typeof ARGON2 {
  if (!Object.hasOwn(ARGON2, algorithm)) {
    throw coded(
      'ERR_INVALID_ARG_VALUE',
      `The argument 'algorithm' must be one of: 'argon2d', 'argon2i', 'argon2id'. Received '${algorithm}'`,
      TypeError,
    );
  }
  return algorithm as keyof typeof ARGON2;
}

export function argon2Sync(algorithm: string, parameters: Argon2Parameters): Buffer {
  const derive = ARGON2[argon2Kind(algorithm)];
  return buffer(
    derive(toBytes(parameters.message, 'parameters.message'), toBytes(parameters.nonce, 'parameters.nonce'), {
      t: parameters.passes,
      m: parameters.memory,
      p: parameters.parallelism,
      dkLen: parameters.tagLength,
      key: parameters.secret === undefined ? undefined : toBytes(parameters.secret),
      personalization:
        parameters.associatedData === undefined ? undefined : toBytes(parameters.associatedData),
    }),
  );
}

export function argon2(algorithm: string, parameters: Argon2Parameters, callback: unknown): void {
  requireCallback(callback);
  const { secret, associatedData } = parameters;
  const derived = threadPool.compute({
    kind: 'argon2',
    algorithm: argon2Kind(algorithm),
    password: toBytes(parameters.message, 'parameters.message'),
    salt: toBytes(parameters.nonce, 'parameters.nonce'),
    secret: secret === undefined ? NOTHING : toBytes(secret),
    data: associatedData === undefined ? NOTHING : toBytes(associatedData),
    passes: parameters.passes,
    memory: parameters.memory,
    lanes: parameters.parallelism,
    length: parameters.tagLength,
    version: ARGON2_VERSION,
  });
  tell(derived.then(buffer), callback);
}
