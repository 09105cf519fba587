/** `crypto`. */
import { coded, invalidArgument, unavailable } from '../worker/errors.ts';
import { secretBytes, toBytes } from './crypto/bytes.ts';
import { ciphers } from './crypto/ciphers.ts';
import {
  argon2,
  argon2Sync,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  scrypt,
  scryptSync,
} from './crypto/derive.ts';
import { createHash, createHmac, Hash, Hmac, hash } from './crypto/hash.ts';
import { hashNames } from './crypto/hashes.ts';
import { asymmetricKey, KeyObject } from './crypto/key-object.ts';
import {
  fillRandom,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
} from './crypto/random.ts';
import { webcrypto } from './crypto/web.ts';

/** @throws RangeError for different lengths */
function timingSafeEqual(a: unknown, b: unknown): boolean {
  const one = view(a, 'buf1');
  const two = view(b, 'buf2');
  if (one.byteLength !== two.byteLength) {
    throw coded(
      'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length',
      RangeError,
    );
  }
  let difference = 0;
  for (let n = 0; n < one.byteLength; n += 1) difference |= (one[n] ?? 0) ^ (two[n] ?? 0);
  return difference === 0;
}

function view(value: unknown, name: string): Uint8Array {
  if (typeof value === 'string')
    throw invalidArgument(name, 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', value);
  return toBytes(value, name);
}

function createSecretKey(key: unknown, encoding?: unknown): KeyObject {
  const bytes = typeof key === 'string' ? toBytes(key, 'key', encoding) : secretBytes(key);
  return new KeyObject('secret', bytes.slice());
}

const generateKeySync = (_type: string, { length }: { length: number }): KeyObject =>
  new KeyObject('secret', fillRandom(new Uint8Array(length / 8)));

/** What Node has and nothing here can do; said at its use. */
const LACKING = [
  'checkPrime',
  'checkPrimeSync',
  'diffieHellman',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
  'X509Certificate',
];

const crypto = {
  ...ciphers,
  Hash,
  Hmac,
  KeyObject,
  argon2,
  argon2Sync,
  constants: {
    RSA_PKCS1_PADDING: 1,
    RSA_NO_PADDING: 3,
    RSA_PKCS1_OAEP_PADDING: 4,
    RSA_PKCS1_PSS_PADDING: 6,
    RSA_PSS_SALTLEN_DIGEST: -1,
    RSA_PSS_SALTLEN_MAX_SIGN: -2,
    RSA_PSS_SALTLEN_AUTO: -2,
  },
  ...Object.fromEntries(
    LACKING.map((name) => [
      name,
      (): never => {
        throw unavailable(`crypto.${name}`);
      },
    ]),
  ),
  createHash,
  createHmac,
  createPrivateKey: (key: unknown) => asymmetricKey('private', key),
  createPublicKey: (key: unknown) => asymmetricKey('public', key),
  createSecretKey,
  generateKey: (type: string, options: { length: number }, callback: (error: null, key: KeyObject) => void) =>
    void queueMicrotask(() => callback(null, generateKeySync(type, options))),
  generateKeySync,
  getCurves: () => ['prime256v1', 'secp256k1', 'secp384r1', 'secp521r1'],
  getFips: () => 0,
  getHashes: hashNames,
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  hash,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  prng: randomBytes,
  pseudoRandomBytes: randomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  rng: randomBytes,
  scrypt,
  scryptSync,
  subtle: webcrypto.subtle,
  timingSafeEqual,
  webcrypto,
};
export default crypto;
