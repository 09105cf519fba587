import { argon2id as nobleId } from '@noble/hashes/argon2.js';
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compute } from './jobs.ts';
import { keepInstances } from './kept-instances.ts';

const real = WebAssembly.instantiate;
const made = vi.fn(real);
let giveBack: () => void = () => {};

beforeAll(() => {
  WebAssembly.instantiate = made as unknown as typeof real;
  giveBack = keepInstances();
});
afterAll(() => {
  WebAssembly.instantiate = real;
});

const bytes = (text: string) => new TextEncoder().encode(text);

const argon2 = (password: string, memory: number) => ({
  kind: 'argon2' as const,
  algorithm: 'argon2id' as const,
  password: bytes(password),
  salt: bytes('a salt of bytes'),
  secret: new Uint8Array(),
  data: new Uint8Array(),
  length: 32,
  memory,
  passes: 1,
  lanes: 2,
  version: 0x13,
});

/** How many instances were made that take memory by the hash. */
async function bigOnesMade(): Promise<number> {
  const all = await Promise.all(made.mock.results.map(({ value }) => value as Promise<WebAssembly.Instance>));
  return all.filter(({ exports }) => 'Hash_SetMemorySize' in exports).length;
}

test('argon2 gives the same in memory that was used before, more of it and less', async () => {
  for (const [password, memory] of [
    ['first', 1024],
    ['second', 1024],
    ['third', 4096],
    ['fourth', 64],
    ['first', 1024],
  ] as const) {
    const { salt, length } = argon2(password, memory);
    expect(await compute(argon2(password, memory))).toEqual(
      nobleId(bytes(password), salt, { m: memory, t: 1, p: 2, dkLen: length }),
    );
  }
  expect(await bigOnesMade()).toBe(1);
});

test('scrypt gives the same in memory that was used before', async () => {
  for (const [password, N] of [
    ['first', 1024],
    ['second', 256],
    ['third', 4096],
  ] as const) {
    const salt = bytes('another salt');
    expect(
      await compute({ kind: 'scrypt', password: bytes(password), salt, N, r: 8, p: 1, length: 64 }),
    ).toEqual(nobleScrypt(bytes(password), salt, { N, r: 8, p: 1, dkLen: 64 }));
  }
  expect(await bigOnesMade()).toBe(2);
});

test('an instance that has become large is given back', async () => {
  await compute(argon2('large', 80 * 1024));
  giveBack();
  expect(await bigOnesMade()).toBe(2);
  await compute(argon2('small', 64));
  expect(await bigOnesMade()).toBe(3);
});
