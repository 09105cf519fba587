/**
 * `crypto.webcrypto`. A worker with an opaque origin is no secure context, so the browser gives it no `subtle`. The
 * symmetric algorithms are computed here; the asymmetric ones by the sandboxed frame, which has `subtle`.
 */

import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { Buffer } from '../buffer.ts';
import { ciphers } from './ciphers.ts';
import { pbkdf2 } from './derive.ts';
import { digestOf } from './hashes.ts';
import { fillRandom, randomUUID } from './random.ts';

type Usage = string;
type Algorithm = string | { name: string; [key: string]: unknown };
type Named = { name: string; [key: string]: unknown };

/** Runs an operation of the frame's `subtle`; keys are told as numbers. */
export const remote = {
  call(_method: string, _args: unknown[]): Promise<unknown> {
    return Promise.reject(
      new DOMException('Asymmetric algorithms of crypto.subtle are not available here.', 'NotSupportedError'),
    );
  },
};

export interface RemoteKey {
  remoteKey: number;
  type: string;
  extractable: boolean;
  algorithm: Named;
  usages: Usage[];
}

const token = Symbol('CryptoKey');

export class CryptoKey {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: Named;
  readonly usages: readonly Usage[];
  readonly #bytes: Uint8Array | undefined;
  readonly #remote: number | undefined;

  constructor(
    made: symbol,
    parts: {
      type: string;
      extractable: boolean;
      algorithm: Named;
      usages: readonly Usage[];
      bytes?: Uint8Array;
      remoteKey?: number;
    },
  ) {
    if (made !== token) throw new TypeError('Illegal constructor');
    this.type = parts.type;
    this.extractable = parts.extractable;
    this.algorithm = parts.algorithm;
    this.usages = parts.usages;
    this.#bytes = parts.bytes;
    this.#remote = parts.remoteKey;
  }
  get [Symbol.toStringTag](): string {
    return 'CryptoKey';
  }
  static bytesOf(key: CryptoKey): Uint8Array | undefined {
    return key.#bytes;
  }
  static remoteOf(key: CryptoKey): number | undefined {
    return key.#remote;
  }
}

const SYMMETRIC = /^(hmac|aes-(gcm|cbc|ctr|kw)|pbkdf2|hkdf)$/i;

const named = (algorithm: Algorithm): Named =>
  typeof algorithm === 'string' ? { name: algorithm } : algorithm;
const hashName = (hash: unknown): string => named(hash as Algorithm).name.toUpperCase();
const hashOf = (hash: unknown) => digestOf(hashName(hash));

function view(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError(
    "Failed to execute on 'SubtleCrypto': the data is not an instance of ArrayBuffer, Buffer, TypedArray, or DataView.",
  );
}

const copy = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;
const failed = (name: string, message: string) => new DOMException(message, name);

function localBytes(key: CryptoKey, usage: Usage, algorithm: Named): Uint8Array {
  if (!key.usages.includes(usage)) throw failed('InvalidAccessError', `Unable to use this key to ${usage}`);
  if (key.algorithm.name.toUpperCase() !== algorithm.name.toUpperCase())
    throw failed('InvalidAccessError', 'Key algorithm mismatch');
  return CryptoKey.bytesOf(key) ?? new Uint8Array(0);
}

function localKey(
  algorithm: Named,
  bytes: Uint8Array,
  extractable: boolean,
  usages: readonly Usage[],
): CryptoKey {
  const upper = algorithm.name.toUpperCase();
  if (usages.length === 0) throw failed('SyntaxError', 'Usages cannot be empty when importing a secret key.');
  const settled: Named = { name: upper };
  if (upper === 'HMAC') {
    settled.hash = { name: hashName(algorithm.hash) };
    settled.length = algorithm.length ?? bytes.byteLength * 8;
    if (bytes.byteLength === 0) throw failed('DataError', 'Zero-length key is not supported');
  } else if (upper.startsWith('AES')) {
    if (![16, 24, 32].includes(bytes.byteLength)) throw failed('DataError', 'Invalid key length');
    settled.length = bytes.byteLength * 8;
  }
  return new CryptoKey(token, {
    type: 'secret',
    extractable,
    algorithm: settled,
    usages: [...usages],
    bytes: bytes.slice(),
  });
}

function toRemote(value: unknown): unknown {
  if (value instanceof CryptoKey) return { remoteKey: CryptoKey.remoteOf(value) };
  if (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    !(value instanceof ArrayBuffer) &&
    !Array.isArray(value)
  ) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toRemote(inner)]));
  }
  return value;
}

function fromRemote(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('remoteKey' in value) return new CryptoKey(token, value as RemoteKey);
  if ('publicKey' in value && 'privateKey' in value) {
    return { publicKey: fromRemote(value.publicKey), privateKey: fromRemote(value.privateKey) };
  }
  return value;
}

const call = async (method: string, ...args: unknown[]): Promise<unknown> =>
  fromRemote(await remote.call(method, args.map(toRemote)));

interface AeadCipher {
  setAAD(data: unknown): unknown;
  setAuthTag(tag: unknown): unknown;
  getAuthTag(): Uint8Array;
  update(data: unknown): Uint8Array;
  final(): Uint8Array;
}

function aes(way: 'encrypt' | 'decrypt', algorithm: Named, bytes: Uint8Array, data: Uint8Array): ArrayBuffer {
  const upper = algorithm.name.toUpperCase();
  const mode = upper.slice(4).toLowerCase();
  if (mode === 'kw') throw failed('NotSupportedError', 'AES-KW is not available here');
  const iv = view(algorithm.iv ?? algorithm.counter);
  const make = way === 'encrypt' ? ciphers.createCipheriv : ciphers.createDecipheriv;
  const cipher = make(`aes-${bytes.byteLength * 8}-${mode}`, bytes, iv) as AeadCipher;
  if (algorithm.additionalData !== undefined && mode === 'gcm')
    cipher.setAAD(Buffer.from(view(algorithm.additionalData)));
  const tagLength = mode === 'gcm' ? Number(algorithm.tagLength ?? 128) / 8 : 0;
  try {
    if (way === 'decrypt' && mode === 'gcm') {
      if (data.byteLength < tagLength) throw new Error('short');
      cipher.setAuthTag(Buffer.from(data.slice(data.byteLength - tagLength)));
      const plain = cipher.update(Buffer.from(data.slice(0, data.byteLength - tagLength)));
      return copy(Buffer.concat([plain, cipher.final()]));
    }
    const parts = [cipher.update(Buffer.from(data)), cipher.final()];
    if (mode === 'gcm') parts.push(cipher.getAuthTag().slice(0, tagLength));
    return copy(Buffer.concat(parts));
  } catch {
    throw failed('OperationError', 'The operation failed for an operation-specific reason');
  }
}

export class SubtleCrypto {
  async digest(algorithm: Algorithm, data: unknown): Promise<ArrayBuffer> {
    return copy(hashOf(algorithm)(view(data)));
  }

  async importKey(
    format: string,
    data: unknown,
    algorithm: Algorithm,
    extractable: boolean,
    usages: Usage[],
  ): Promise<CryptoKey> {
    const wanted = named(algorithm);
    if (!SYMMETRIC.test(wanted.name))
      return (await call('importKey', format, data, wanted, extractable, usages)) as CryptoKey;
    if (format === 'raw') return localKey(wanted, view(data), extractable, usages);
    if (format === 'jwk')
      return localKey(
        wanted,
        Buffer.from(String((data as { k?: string }).k), 'base64url'),
        extractable,
        usages,
      );
    throw failed('NotSupportedError', `Unable to import ${wanted.name} using ${format} format`);
  }

  async exportKey(format: string, key: CryptoKey): Promise<unknown> {
    const bytes = CryptoKey.bytesOf(key);
    if (!bytes) return call('exportKey', format, key);
    if (!key.extractable) throw failed('InvalidAccessError', 'key is not extractable');
    if (format === 'raw') return copy(bytes);
    const { name, hash } = key.algorithm;
    const bits = bytes.byteLength * 8;
    const alg = name === 'HMAC' ? `HS${hashName(hash).replace(/\D/g, '')}` : `A${bits}${name.slice(4)}`;
    return {
      kty: 'oct',
      k: Buffer.from(bytes).toString('base64url'),
      alg,
      key_ops: [...key.usages],
      ext: true,
    };
  }

  async generateKey(algorithm: Algorithm, extractable: boolean, usages: Usage[]): Promise<unknown> {
    const wanted = named(algorithm);
    if (!SYMMETRIC.test(wanted.name)) return call('generateKey', wanted, extractable, usages);
    const bits = Number(
      wanted.length ?? (wanted.name.toUpperCase() === 'HMAC' ? hashOf(wanted.hash).blockLen * 8 : 256),
    );
    return localKey(wanted, fillRandom(new Uint8Array(bits / 8)), extractable, usages);
  }

  async sign(algorithm: Algorithm, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    if (!CryptoKey.bytesOf(key)) return (await call('sign', algorithm, key, view(data))) as ArrayBuffer;
    return copy(
      hmac(hashOf(key.algorithm.hash) as never, localBytes(key, 'sign', named(algorithm)), view(data)),
    );
  }

  async verify(algorithm: Algorithm, key: CryptoKey, signature: unknown, data: unknown): Promise<boolean> {
    if (!CryptoKey.bytesOf(key))
      return (await call('verify', algorithm, key, view(signature), view(data))) as boolean;
    const expected = hmac(
      hashOf(key.algorithm.hash) as never,
      localBytes(key, 'verify', named(algorithm)),
      view(data),
    );
    const given = view(signature);
    let difference = expected.byteLength ^ given.byteLength;
    for (let n = 0; n < expected.byteLength; n += 1) difference |= (expected[n] ?? 0) ^ (given[n] ?? 0);
    return difference === 0;
  }

  async encrypt(algorithm: Algorithm, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    if (!CryptoKey.bytesOf(key)) return (await call('encrypt', algorithm, key, view(data))) as ArrayBuffer;
    return aes('encrypt', named(algorithm), localBytes(key, 'encrypt', named(algorithm)), view(data));
  }

  async decrypt(algorithm: Algorithm, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    if (!CryptoKey.bytesOf(key)) return (await call('decrypt', algorithm, key, view(data))) as ArrayBuffer;
    return aes('decrypt', named(algorithm), localBytes(key, 'decrypt', named(algorithm)), view(data));
  }

  async deriveBits(algorithm: Algorithm, key: CryptoKey, length: number): Promise<ArrayBuffer> {
    const wanted = named(algorithm);
    const bytes = CryptoKey.bytesOf(key);
    if (!bytes) return (await call('deriveBits', wanted, key, length)) as ArrayBuffer;
    if (wanted.name.toUpperCase() === 'HKDF') {
      return copy(
        hkdf(hashOf(wanted.hash) as never, bytes, view(wanted.salt), view(wanted.info), length / 8),
      );
    }
    return new Promise((resolve, reject) => {
      pbkdf2(
        bytes,
        view(wanted.salt),
        Number(wanted.iterations),
        length / 8,
        hashName(wanted.hash).replace('-', ''),
        (error: Error | null, derived: Buffer) => (error ? reject(error) : resolve(copy(derived))),
      );
    });
  }

  async deriveKey(
    algorithm: Algorithm,
    base: CryptoKey,
    derived: Algorithm,
    extractable: boolean,
    usages: Usage[],
  ): Promise<CryptoKey> {
    const wanted = named(derived);
    const bits = Number(
      wanted.length ?? (wanted.name.toUpperCase() === 'HMAC' ? hashOf(wanted.hash).blockLen * 8 : 256),
    );
    return this.importKey('raw', await this.deriveBits(algorithm, base, bits), wanted, extractable, usages);
  }

  async wrapKey(
    format: string,
    key: CryptoKey,
    wrapping: CryptoKey,
    algorithm: Algorithm,
  ): Promise<ArrayBuffer> {
    const exported = await this.exportKey(format, key);
    const bytes = format === 'jwk' ? Buffer.from(JSON.stringify(exported)) : exported;
    const unlocked = new CryptoKey(token, { ...parts(wrapping), usages: ['encrypt'] });
    return this.encrypt(algorithm, unlocked, bytes);
  }

  async unwrapKey(
    format: string,
    wrapped: unknown,
    unwrapping: CryptoKey,
    unwrapAlgorithm: Algorithm,
    keyAlgorithm: Algorithm,
    extractable: boolean,
    usages: Usage[],
  ): Promise<CryptoKey> {
    const unlocked = new CryptoKey(token, { ...parts(unwrapping), usages: ['decrypt'] });
    const bytes = await this.decrypt(unwrapAlgorithm, unlocked, wrapped);
    const data = format === 'jwk' ? JSON.parse(Buffer.from(bytes).toString()) : bytes;
    return this.importKey(format, data, keyAlgorithm, extractable, usages);
  }

  get [Symbol.toStringTag](): string {
    return 'SubtleCrypto';
  }
}

const parts = (key: CryptoKey) => ({
  type: key.type,
  extractable: key.extractable,
  algorithm: key.algorithm,
  usages: key.usages,
  bytes: CryptoKey.bytesOf(key),
  remoteKey: CryptoKey.remoteOf(key),
});

export class Crypto {
  readonly subtle = new SubtleCrypto();
  getRandomValues<T extends ArrayBufferView>(target: T): T {
    if (target.byteLength > 65_536) {
      throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
    }
    fillRandom(new Uint8Array(target.buffer, target.byteOffset, target.byteLength));
    return target;
  }
  randomUUID(): string {
    return randomUUID();
  }
  get [Symbol.toStringTag](): string {
    return 'Crypto';
  }
}

export const webcrypto = new Crypto();
