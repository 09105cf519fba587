import type { IHasher } from 'hash-wasm';

/**
 * HMAC (RFC 2104) over a hasher that is already there. hash-wasm's own builds a new WASM instance for every key, which
 * is what counts when thousands of keys are tried.
 */
export function hmac(hasher: IHasher, key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(hasher.blockSize);
  block.set(key.length > hasher.blockSize ? hasher.init().update(key).digest('binary') : key);
  const inner = hasher
    .init()
    .update(block.map((byte) => byte ^ 0x36))
    .update(data)
    .digest('binary');
  return hasher
    .init()
    .update(block.map((byte) => byte ^ 0x5c))
    .update(inner)
    .digest('binary');
}
