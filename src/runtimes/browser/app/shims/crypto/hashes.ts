/** Hash functions under Node's (OpenSSL's) names. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import { coded } from '../../worker/errors.ts';

/** A hash as @noble/hashes has it. */
export interface HashFunction {
  (bytes: Uint8Array): Uint8Array;
  outputLen: number;
  blockLen: number;
  create(options?: { dkLen?: number }): RunningHash;
}

export interface RunningHash {
  update(bytes: Uint8Array): RunningHash;
  digest(): Uint8Array;
  clone(): RunningHash;
}

const HASHES: Record<string, unknown> = {
  blake2b512: blake2b,
  blake2s256: blake2s,
  md5,
  ripemd160,
  rmd160: ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-224': sha512_224,
  'sha512-256': sha512_256,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
  shake128,
  shake256,
};

const ALIASES: Record<string, string> = {
  'sha512/224': 'sha512-224',
  'sha512/256': 'sha512-256',
  'sha-1': 'sha1',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  'sha2-256': 'sha256',
  'sha2-384': 'sha384',
  'sha2-512': 'sha512',
};

export const hashNames = (): string[] => [
  ...['RSA-MD5', 'RSA-RIPEMD160', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512'],
  ...Object.keys(HASHES),
];

/** `RSA-SHA256`, `SHA256` and `sha-256` are one. Undefined for an unknown one. */
export function findHash(name: string): HashFunction | undefined {
  const plain = name.toLowerCase().replace(/^rsa-/, '');
  const known = ALIASES[plain] ?? plain;
  return Object.hasOwn(HASHES, known) ? (HASHES[known] as HashFunction) : undefined;
}

/** @throws ERR_CRYPTO_INVALID_DIGEST */
export function digestOf(name: string): HashFunction {
  const found = findHash(name);
  if (!found) throw coded('ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`, TypeError);
  return found;
}
