/** Ciphers, signatures and key agreement: the npm editions, loaded when first used, with KeyObjects let in. */
import { libraries } from '../../libraries/libraries.ts';
import { coded } from '../../worker/errors.ts';
import { secretBytes, toBytes } from './bytes.ts';
import { asymmetricKey, KeyObject } from './key-object.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Library = Record<string, AnyFunction>;

let loaded: Library | undefined;
const library = (): Library => {
  loaded ??= libraries.load('ciphers') as Library;
  return loaded;
};
const use = (name: string, ...args: unknown[]): unknown => {
  const method = library()[name];
  if (!method)
    throw coded(
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      `crypto.${name} is not available where this course runs the app.`,
    );
  return method(...args);
};

const keyLengths: Record<string, number> = { 'aes-128': 16, 'aes-192': 24, 'aes-256': 32 };

function cipher(name: 'createCipheriv' | 'createDecipheriv') {
  return (algorithm: string, key: unknown, iv: unknown, options?: unknown): unknown => {
    const bytes = secretBytes(key);
    const expected = keyLengths[String(algorithm).toLowerCase().slice(0, 7)];
    if (
      expected === undefined &&
      !(use('getCiphers') as string[]).includes(String(algorithm).toLowerCase())
    ) {
      throw coded('ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
    }
    if (expected !== undefined && bytes.byteLength !== expected) {
      throw coded('ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length', RangeError);
    }
    return use(name, algorithm, bytes, iv === null ? new Uint8Array(0) : toBytes(iv, 'iv'), options);
  };
}

/** PEM (with a passphrase where there is one) for the npm editions. */
function keyFor(key: unknown, type: 'public' | 'private'): unknown {
  if (key instanceof KeyObject) return key.export();
  if (typeof key === 'object' && key !== null && 'key' in key && !(key instanceof Uint8Array)) {
    const { key: inner, ...rest } = key as { key: unknown };
    return { ...rest, key: inner instanceof KeyObject ? inner.export() : inner };
  }
  return typeof key === 'string' || key instanceof Uint8Array ? key : asymmetricKey(type, key).export();
}

interface Signing {
  update(data: unknown, encoding?: unknown): Signing;
  sign(key: unknown, encoding?: unknown): unknown;
  verify(key: unknown, signature: unknown, encoding?: unknown): boolean;
}

const signingName = (algorithm: string) =>
  /^sha\d/i.test(algorithm) ? `RSA-${algorithm.toUpperCase().replace('-', '')}` : algorithm;

function signing(name: 'createSign' | 'createVerify') {
  return (algorithm: string): Signing => {
    const signer = use(name, signingName(algorithm)) as Signing;
    const plainSign = signer.sign?.bind(signer);
    const plainVerify = signer.verify?.bind(signer);
    if (plainSign) signer.sign = (key, encoding) => plainSign(keyFor(key, 'private'), encoding);
    if (plainVerify)
      signer.verify = (key, signature, encoding) => plainVerify(keyFor(key, 'public'), signature, encoding);
    return signer;
  };
}

export const createSign = signing('createSign');
export const createVerify = signing('createVerify');

export const ciphers = {
  createCipheriv: cipher('createCipheriv'),
  createDecipheriv: cipher('createDecipheriv'),
  getCiphers: () => use('getCiphers'),
  createSign,
  createVerify,
  sign: (algorithm: string, data: unknown, key: unknown) =>
    createSign(algorithm).update(toBytes(data)).sign(key),
  verify: (algorithm: string, data: unknown, key: unknown, signature: unknown) =>
    createVerify(algorithm).update(toBytes(data)).verify(key, signature),
  createECDH: (curve: unknown) => use('createECDH', curve),
  createDiffieHellman: (...args: unknown[]) => use('createDiffieHellman', ...args),
  createDiffieHellmanGroup: (...args: unknown[]) => use('createDiffieHellmanGroup', ...args),
  getDiffieHellman: (...args: unknown[]) => use('getDiffieHellman', ...args),
  publicEncrypt: (key: unknown, data: unknown) => use('publicEncrypt', keyFor(key, 'public'), data),
  publicDecrypt: (key: unknown, data: unknown) => use('publicDecrypt', keyFor(key, 'public'), data),
  privateEncrypt: (key: unknown, data: unknown) => use('privateEncrypt', keyFor(key, 'private'), data),
  privateDecrypt: (key: unknown, data: unknown) => use('privateDecrypt', keyFor(key, 'private'), data),
};
