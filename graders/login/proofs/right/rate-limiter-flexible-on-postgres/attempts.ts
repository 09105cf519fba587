import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { pool } from './db.ts';

const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
  const created: RateLimiterPostgres = new RateLimiterPostgres(
    { storeClient: pool, tableName: 'login_limits', keyPrefix: 'login', points: 10, duration: 15 * 60 },
    (error?: Error) => (error ? reject(error) : resolve(created)),
  );
});

export interface Attempt {
  allowed: boolean;
  key: string;
  msLeft: number;
}

/** Takes one of the ten points that this address has for this account. */
export async function takeAttempt(ip: string, email: string): Promise<Attempt> {
  const key = `${ip}:${email}`;
  try {
    const { msBeforeNext } = await limiter.consume(key);
    return { allowed: true, key, msLeft: msBeforeNext };
  } catch (rejected) {
    if (rejected instanceof RateLimiterRes) return { allowed: false, key, msLeft: rejected.msBeforeNext };
    throw rejected;
  }
}

export async function giveBack({ key }: Attempt): Promise<void> {
  await limiter.reward(key);
}

export function secondsLeft({ msLeft }: Attempt): number {
  return Math.max(1, Math.ceil(msLeft / 1000));
}
