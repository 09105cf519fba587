/** Stands in for the compiled part of the package `argon2`; its JavaScript (formats, defaults, errors) is the package's own. */
import { Buffer } from 'node:buffer';
import { threadPool } from 'other90:thread-pool';

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

/** By the number that the package has for each. */
const ALGORITHMS = ['argon2d', 'argon2i', 'argon2id'] as const;

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
    const algorithm = ALGORITHMS[type];
    if (!algorithm) throw new Error('Invalid type');
    const made = await threadPool.compute({
      kind: 'argon2',
      algorithm,
      password,
      salt,
      secret,
      data,
      length: hashLength,
      memory: m,
      passes: t,
      lanes: p,
      version,
    });
    return Buffer.from(made.buffer, made.byteOffset, made.byteLength);
  },
};
