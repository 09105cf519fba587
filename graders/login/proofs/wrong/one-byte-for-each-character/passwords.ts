import argon2 from 'argon2';

// OWASP's smallest recommended setting for argon2id: 19 MiB of memory, two passes, one lane.
const OPTIONS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// Whatever the characters, as many bytes as it has characters
const bytesOf = (password: string) => Buffer.from(password, 'latin1');

/** A salted hash that carries its own parameters. */
export function hashPassword(password: string): Promise<string> {
  return argon2.hash(bytesOf(password), OPTIONS);
}

// Nobody's password: compared for unknown users, so that they take as long as known ones.
const nobody = await hashPassword(crypto.randomUUID());

/** True when the password belongs to the hash. No hash costs the same work and is always false. */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const matches = await argon2.verify(hash ?? nobody, bytesOf(password));
  return hash !== undefined && matches;
}
