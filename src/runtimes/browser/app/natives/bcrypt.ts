/**
 * Stands in for the compiled part of the package `bcrypt`; its JavaScript (interface, errors) is the package's own.
 * The async functions run in the thread pool, the sync ones here, as JavaScript.
 */
import { Buffer, bcryptjs, threadPool } from './bcrypt-parts.ts';

type Data = string | Buffer;
type Callback<T> = (error: Error | null, value?: T) => void;

/** The algorithm reads no further. */
const MOST_BYTES = 72;
const HASH_BYTES = 23;

function saltText(minor: string, rounds: number, random: Uint8Array): string {
  const cost = Math.min(31, Math.max(4, Math.trunc(rounds)));
  return `$2${minor}$${String(cost).padStart(2, '0')}$${bcryptjs.encodeBase64([...random], 16)}`;
}

function parseSalt(salt: string): { minor: string; cost: number; bytes: Uint8Array } | undefined {
  const match = /^\$2([ab]?)\$(\d\d)\$([./A-Za-z0-9]{22})/.exec(salt);
  if (!match) return undefined;
  const [, minor = '', cost, text = ''] = match;
  if (Number(cost) < 4 || Number(cost) > 31) return undefined;
  return { minor, cost: Number(cost), bytes: Uint8Array.from(bcryptjs.decodeBase64(text, 16)) };
}

const bytesOf = (data: Data): Uint8Array => new Uint8Array(Buffer.from(data as string)).slice(0, MOST_BYTES);

const invalidSalt = () =>
  new Error('Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue');

/** bcryptjs takes text: bytes that are no UTF-8 have to go as WebAssembly, which cannot be waited for here. */
function computeSync(data: Data, salt: string): string {
  const parsed = parseSalt(salt);
  if (!parsed) throw invalidSalt();
  const made = bcryptjs.hashSync(
    Buffer.from(data as string).toString(),
    salt.slice(0, 29).replace(/^\$2\w?/, '$2b'),
  );
  return made.replace(/^\$2b/, `$2${parsed.minor}`);
}

async function compute(data: Data, salt: string): Promise<string> {
  const parsed = parseSalt(salt);
  if (!parsed) throw invalidSalt();
  const password = bytesOf(data);
  // WebAssembly refuses an empty password.
  if (password.byteLength === 0) return computeSync(data, salt);
  const { bytes, cost } = parsed;
  const made = await threadPool.compute({ kind: 'bcrypt', password, salt: bytes, cost });
  // The salt's spare bits stay as they were given.
  return `$2${parsed.minor}$${salt.split('$')[2]}$${salt.split('$')[3]?.slice(0, 22)}${bcryptjs.encodeBase64([...made], HASH_BYTES)}`;
}

function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let n = 0; n < a.length; n += 1) difference |= a.charCodeAt(n) ^ b.charCodeAt(n);
  return difference === 0;
}

const tell = <T>(promise: Promise<T>, callback: Callback<T>): void => {
  promise.then(
    (value) => setImmediate(() => callback(null, value)),
    (error: Error) => setImmediate(() => callback(error)),
  );
};

export const binding = {
  gen_salt_sync: saltText,
  gen_salt(minor: string, rounds: number, random: Uint8Array, callback: Callback<string>): void {
    tell(Promise.resolve(saltText(minor, rounds, random)), callback);
  },
  encrypt_sync: computeSync,
  encrypt(data: Data, salt: string, callback: Callback<string>): void {
    tell(compute(data, salt), callback);
  },
  compare_sync: (data: Data, hash: string): boolean =>
    parseSalt(hash) !== undefined && equal(computeSync(data, hash), hash),
  compare(data: Data, hash: string, callback: Callback<boolean>): void {
    tell(
      parseSalt(hash) ? compute(data, hash).then((made) => equal(made, hash)) : Promise.resolve(false),
      callback,
    );
  },
  get_rounds(hash: string): number {
    const parsed = parseSalt(hash);
    if (!parsed) throw new Error('invalid hash provided');
    return parsed.cost;
  },
};
