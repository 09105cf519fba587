/** What a forger without the secret can put into `Stripe-Signature`. */
import { type CheckContext, type Random, stripeHeader, stripeSignature } from '../kit/index.ts';

const HEX = '0123456789abcdef';

export const inventedSignature = (random: Random): string => random.text(64, HEX);

/** Headers that look like Stripe's, in all the shapes that parsers stumble over. `now` in epoch seconds. */
export function inventedHeaders(random: Random, now: number): string[] {
  const one = () => inventedSignature(random);
  return [
    `t=${now},v1=${one()}`,
    `t=${now},v1=${one()},v1=${one()},v0=${one()}`,
    `t=${now},v0=${one()}`,
    `t=${now}`,
    `v1=${one()}`,
    `t=,v1=${one()}`,
    `t=${random.text(8)},v1=${one()}`,
    `t=${now},v1=${random.text(64, 'ghijklmnopqrstuvwxyz')}`,
    `t=${now},v1=é${one().slice(1)}`,
    `v1=${one()},t=${now},t=${now}`,
    `${random.text(12)}`,
    `=,=,=`,
    `t=${now},v1`,
    `t=${now};v1=${one()}`,
    `t=${now},v1=${'0'.repeat(64)}`,
    `t=${now},v1=undefined,v1=null,v1=true`,
    `t=${now},__proto__=${one()}`,
  ];
}

/** Parts of a genuine signature, and the whole of it where it counts for nothing: as another scheme's. */
export function cutHeaders(random: Random, now: number, genuine: string): string[] {
  const lengths = [63, 62, 32, random.integer(9, 31), 8, 1, 0];
  const invented = inventedSignature(random);
  return [
    ...lengths.map((length) => `t=${now},v1=${genuine.slice(0, length)}`),
    `t=${now},v1=${genuine.slice(1)}`,
    `t=${now},v1=${genuine.slice(0, 32)}${invented.slice(32)}`,
    `t=${now},v1=${invented.slice(0, 32)}${genuine.slice(32)}`,
    `t=${now},v1=${genuine.slice(0, 63)}${genuine.endsWith('0') ? '1' : '0'}`,
    `t=${now},v0=${genuine}`,
    `t=${now},v1=${invented},v0=${genuine}`,
    `t=${now},v${random.integer(2, 9)}=${genuine}`,
    `t=${now},v1${random.integer(0, 9)}=${genuine}`,
    `t=${now},${genuine}`,
  ];
}

/** Secrets that stand in tutorials, in `.env.example` files, and in what a missing variable turns into. */
const COMMON_SECRETS = [
  '',
  'undefined',
  'null',
  'whsec_',
  'whsec_test',
  'whsec_test_secret',
  'whsec_xxx',
  'whsec_...',
  'whsec_123',
  'whsec_1234567890',
  'whsec_your_webhook_secret',
  'whsec_your_secret_here',
  'your_webhook_secret',
  'webhook_secret',
  'STRIPE_WEBHOOK_SECRET',
  'secret',
  'test',
  'changeme',
  'dev',
];

const MOST_WORDS = 600;

/** Everything in the repository that may be a secret, those that look most like one first. */
export function secretsIn(files: Readonly<Record<string, string>>): string[] {
  const text = Object.values(files).join('\n').slice(0, 400_000);
  const literals = [...text.matchAll(/(["'`])((?:\\.|(?!\1)[^\\\n]){4,100})\1/g)].map(
    ([, , value = '']) => value,
  );
  const words = [...text.matchAll(/[\w+/=.-]{8,100}/g)].map(([word]) => word);
  const likely = [...literals, ...words].filter((word) => /whsec|secret|test|key/i.test(word));
  return [...new Set([...COMMON_SECRETS, ...likely, ...literals, ...words])].slice(0, MOST_WORDS);
}

/** How many secrets are tried by one header: Stripe itself sends several signatures while a secret is rotated. */
const SIGNATURES_A_HEADER = 8;
/** The first are tried by themselves: an app may look at one signature only. */
const TRIED_ALONE = 40;

/** Headers that sign `payload` with each of the secrets. `now` in epoch seconds. */
export async function headersSignedWith(
  secrets: readonly string[],
  now: number,
  payload: string,
): Promise<Array<{ secrets: readonly string[]; header: string }>> {
  const alone = secrets.slice(0, TRIED_ALONE);
  const headers = await Promise.all(
    alone.map(async (secret) => ({ secrets: [secret], header: await stripeHeader(secret, now, payload) })),
  );
  for (let from = TRIED_ALONE; from < secrets.length; from += SIGNATURES_A_HEADER) {
    const some = secrets.slice(from, from + SIGNATURES_A_HEADER);
    const signatures = await Promise.all(some.map((secret) => stripeSignature(secret, now, payload)));
    headers.push({
      secrets: some,
      header: `t=${now},${signatures.map((signature) => `v1=${signature}`).join(',')}`,
    });
  }
  return headers;
}

/** As `openssl rand -base64 48` makes it: the secret of somebody else's deployment. */
export const anotherSecret = ({ random }: CheckContext): string =>
  btoa(String.fromCharCode(...random.bytes(48)));
