/**
 * The slow functions for passwords, as data in and bytes out: in Node the threads of libuv's pool compute them, here
 * workers beside the app's. WebAssembly, or JavaScript for the few inputs that the former does not take.
 */
import { argon2d as nobleD, argon2i as nobleI, argon2id as nobleId } from '@noble/hashes/argon2.js';
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js';
import {
  argon2d,
  argon2i,
  argon2id,
  bcrypt,
  createSHA1,
  createSHA224,
  createSHA256,
  createSHA384,
  createSHA512,
  pbkdf2,
  scrypt,
} from 'hash-wasm';

/** In WebAssembly, and in JavaScript. */
const ARGON2 = {
  argon2d: [argon2d, nobleD],
  argon2i: [argon2i, nobleI],
  argon2id: [argon2id, nobleId],
} as const;

export interface Argon2Job {
  kind: 'argon2';
  algorithm: keyof typeof ARGON2;
  password: Uint8Array;
  salt: Uint8Array;
  secret: Uint8Array;
  /** Associated data. */
  data: Uint8Array;
  length: number;
  /** In KiB. */
  memory: number;
  passes: number;
  lanes: number;
  /** 0x13, or 0x10 of old hashes. */
  version: number;
}

export interface ScryptJob {
  kind: 'scrypt';
  password: Uint8Array;
  salt: Uint8Array;
  N: number;
  r: number;
  p: number;
  length: number;
}

/** With a salt of eight bytes and more. */
export interface Pbkdf2Job {
  kind: 'pbkdf2';
  digest: Pbkdf2Digest;
  password: Uint8Array;
  salt: Uint8Array;
  iterations: number;
  length: number;
}

/** Makes the 23 bytes of the hash; the password is not empty. */
export interface BcryptJob {
  kind: 'bcrypt';
  password: Uint8Array;
  salt: Uint8Array;
  cost: number;
}

export type HashJob = Argon2Job | ScryptJob | Pbkdf2Job | BcryptJob;

const DIGESTS = {
  sha1: createSHA1,
  sha224: createSHA224,
  sha256: createSHA256,
  sha384: createSHA384,
  sha512: createSHA512,
} as const;

export type Pbkdf2Digest = keyof typeof DIGESTS;

/** What a worker answers to a job: the bytes, or what the library says that was wrong. */
export type HashOutcome = { value: Uint8Array } | { error: string };

/** @throws Error of the library: the memory is not there, a parameter is out of its bounds. */
export function compute(job: HashJob): Uint8Array | Promise<Uint8Array> {
  switch (job.kind) {
    case 'argon2':
      return computeArgon2(job);
    case 'scrypt':
      return computeScrypt(job);
    case 'pbkdf2': {
      const { digest, password, salt, iterations, length } = job;
      return pbkdf2({
        password,
        salt,
        iterations,
        hashLength: length,
        hashFunction: DIGESTS[digest](),
        outputType: 'binary',
      });
    }
    case 'bcrypt': {
      const { password, salt, cost } = job;
      return bcrypt({ password, salt, costFactor: cost, outputType: 'binary' });
    }
  }
}

/** WebAssembly knows the present version only, no associated data and no empty password. */
function computeArgon2(job: Argon2Job): Uint8Array | Promise<Uint8Array> {
  const { algorithm, password, salt, secret, data, length, memory, passes, lanes, version } = job;
  const [wasm, noble] = ARGON2[algorithm];
  if (version !== 0x13 || data.byteLength > 0 || password.byteLength === 0) {
    const more = { key: secret, personalization: data, version };
    return noble(password, salt, { m: memory, p: lanes, t: passes, dkLen: length, ...more });
  }
  return wasm({
    password,
    salt,
    ...(secret.byteLength > 0 && { secret }),
    hashLength: length,
    memorySize: memory,
    parallelism: lanes,
    iterations: passes,
    outputType: 'binary',
  });
}

/** WebAssembly wants a salt and a password. */
function computeScrypt({ password, salt, N, r, p, length }: ScryptJob): Uint8Array | Promise<Uint8Array> {
  if (salt.byteLength === 0 || password.byteLength === 0) {
    return nobleScrypt(password, salt, { N, r, p, dkLen: length, maxmem: 2 ** 32 });
  }
  return scrypt({
    password,
    salt,
    costFactor: N,
    blockSize: r,
    parallelism: p,
    hashLength: length,
    outputType: 'binary',
  });
}
