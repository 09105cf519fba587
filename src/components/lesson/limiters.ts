/** Four limiters, each of ten requests a minute, and what comes at them: how many requests are answered. */

export interface Hit {
  /** Milliseconds. */
  at: number;
  /** The first entry of `X-Forwarded-For`: whatever the client wrote. */
  claimed: string;
  /** What our own proxy saw. */
  address: string;
  account: string;
}

export interface Limiter {
  title: string;
  key(hit: Hit): string;
  /** `fixed`: the count starts anew with each full minute. `sliding`: any 60 seconds count. */
  window: 'fixed' | 'sliding';
}

export interface Traffic {
  title: string;
  hits: readonly Hit[];
}

const LIMIT = 10;
const MINUTE = 60_000;

export const LIMITERS: readonly Limiter[] = [
  {
    title: 'By the first address in the header, a minute of the clock',
    key: (hit) => hit.claimed,
    window: 'fixed',
  },
  {
    title: 'By the address that our proxy saw, a minute of the clock',
    key: (hit) => hit.address,
    window: 'fixed',
  },
  { title: 'By that address, any 60 seconds', key: (hit) => hit.address, window: 'sliding' },
  { title: 'By the account, any 60 seconds', key: (hit) => hit.account, window: 'sliding' },
];

const hits = (count: number, make: (index: number) => Partial<Hit>): Hit[] =>
  Array.from({ length: count }, (_, index) => ({
    at: 0,
    claimed: '203.0.113.7',
    address: '203.0.113.7',
    account: 'bot',
    ...make(index),
  }));

export const TRAFFIC: readonly Traffic[] = [
  {
    title: '20 just before the full minute, 20 just after',
    hits: hits(40, (index) => ({ at: index < 20 ? MINUTE - 1000 : MINUTE })),
  },
  { title: '40, each with another header', hits: hits(40, (index) => ({ claimed: `192.0.2.${index}` })) },
  {
    title: '40 from 40 addresses, one account',
    hits: hits(40, (index) => ({ claimed: `192.0.2.${index}`, address: `192.0.2.${index}` })),
  },
  {
    title: '40 from one address, each with another account',
    hits: hits(40, (index) => ({ account: `bot ${index}` })),
  },
  {
    title: 'An office: 12 people behind one address, 3 each',
    hits: hits(36, (index) => ({ account: `person ${index % 12}` })),
  },
];

/** How many of the requests are answered; the others are a 429. */
export function answered({ key, window }: Limiter, traffic: readonly Hit[]): number {
  const seen = new Map<string, number[]>();
  let count = 0;
  for (const hit of traffic) {
    const times = seen.get(key(hit)) ?? [];
    const counts = (at: number) =>
      window === 'fixed' ? Math.floor(at / MINUTE) === Math.floor(hit.at / MINUTE) : at > hit.at - MINUTE;
    if (times.filter(counts).length >= LIMIT) continue;
    seen.set(key(hit), [...times, hit.at]);
    count += 1;
  }
  return count;
}
