/** Stands in for the compiled part of the package `argon2`; its JavaScript (formats, defaults, errors) is the package's own. */
import { Buffer } from 'node:buffer';
import { argon2d as nobleD, argon2i as nobleI, argon2id as nobleId } from '@noble/hashes/argon2.js';
import { argon2d, argon2i, argon2id } from 'hash-wasm';
import { slowly } from './slow.ts';

interface Parameters {
  password: Uint8Array;
  salt: Uint8Array;
  secret: Uint8Array;
  /** Associated data. */
  data: Uint8Array;
  hashLength: number;
  /** Memory in KiB, lanes, passes. */
  m: number;
  p: number;
  t: number;
  type: number;
  version: number;
}

const WASM = [argon2d, argon2i, argon2id];
const NOBLE = [nobleD, nobleI, nobleId];

/** The reference implementation's checks, in its order and words. */
function check({ hashLength, salt, m, p, t }: Parameters): void {
  const refuse = (message: string): never => {
    throw new Error(message);
  };
  if (hashLength < 4) refuse('Output is too short');
  if (salt.byteLength < 8) refuse('Salt is too short');
  if (m < 8) refuse('Memory cost is too small');
  if (t < 1) refuse('Time cost is too small');
  if (p < 1) refuse('Too few lanes');
  if (m < 8 * p) refuse('Memory cost is too small');
}

export const binding = {
  async hash(given: Parameters): Promise<Buffer> {
    check(given);
    const { password, salt, secret, data, hashLength, m, p, t, type, version } = given;
    const wasm = WASM[type];
    const noble = NOBLE[type];
    if (!wasm || !noble) throw new Error('Invalid type');
    const made = await slowly(() =>
      // WebAssembly knows the present version only, no associated data and no empty password.
      version === 0x13 && data.byteLength === 0 && password.byteLength > 0
        ? wasm({
            password,
            salt,
            ...(secret.byteLength > 0 && { secret }),
            hashLength,
            memorySize: m,
            parallelism: p,
            iterations: t,
            outputType: 'binary',
          })
        : noble(password, salt, { m, p, t, dkLen: hashLength, key: secret, personalization: data, version }),
    );
    return Buffer.from(made.buffer, made.byteOffset, made.byteLength);
  },
};
