/** `createHash`, `createHmac` and `hash`. */
import { hmac } from '@noble/hashes/hmac.js';
import { coded } from '../../worker/errors.ts';
import type { Buffer } from '../buffer.ts';
import { Transform } from '../stream.ts';
import { output, secretBytes, toBytes } from './bytes.ts';
import { digestOf, findHash, type HashFunction, type RunningHash } from './hashes.ts';

type Done = (error?: Error | null) => void;

class Digest extends Transform {
  #running: RunningHash;
  #over = false;
  constructor(running: RunningHash) {
    super();
    this.#running = running;
  }

  update(data: unknown, encoding?: unknown): this {
    if (this.#over) throw coded('ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#running.update(toBytes(data, 'data', encoding));
    return this;
  }

  digest(encoding?: unknown): Buffer | string {
    if (this.#over) throw coded('ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#over = true;
    return output(this.#running.digest(), encoding);
  }

  protected _copyRunning(): RunningHash {
    if (this.#over) throw coded('ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    return this.#running.clone();
  }

  override _transform(chunk: unknown, encoding: BufferEncoding, callback: Done): void {
    this.update(chunk, encoding);
    callback();
  }

  override _flush(callback: Done): void {
    this.push(this.digest());
    callback();
  }
}

export class Hash extends Digest {
  copy(): Hash {
    return new Hash(this._copyRunning());
  }
}

export class Hmac extends Digest {}

const unknown = () => coded('ERR_OSSL_EVP_UNSUPPORTED', 'Digest method not supported');

export function createHash(algorithm: string, options?: { outputLength?: number }): Hash {
  const found = findHash(String(algorithm));
  if (!found) throw unknown();
  return new Hash(
    found.create(options?.outputLength === undefined ? undefined : { dkLen: options.outputLength }),
  );
}

export function createHmac(algorithm: string, key: unknown): Hmac {
  const found = findHash(String(algorithm));
  if (!found) throw coded('ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
  return new Hmac(hmac.create(found as never, secretBytes(key)) as unknown as RunningHash);
}

/** The one-shot form of Node 22. */
export function hash(
  algorithm: string,
  data: unknown,
  options: string | { outputEncoding?: string } = 'hex',
): Buffer | string {
  const found: HashFunction | undefined = findHash(algorithm);
  if (!found) throw unknown();
  const encoding = typeof options === 'string' ? options : (options.outputEncoding ?? 'hex');
  return output(found(toBytes(data, 'input')), encoding);
}

export { digestOf };
