import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const limiter = new RateLimiterMemory({ points: 5, duration: 60 * 15 });

export interface Attempt {
  allowed: boolean;
  key: string;
  msLeft: number;
}

export async function takeAttempt(ip: string, email: string): Promise<Attempt> {
  const key = `${ip}_${email}`;
  try {
    const result = await limiter.consume(key);
    return { allowed: true, key, msLeft: result.msBeforeNext };
  } catch (result) {
    return { allowed: false, key, msLeft: (result as RateLimiterRes).msBeforeNext };
  }
}

export async function giveBack({ key }: Attempt): Promise<void> {
  await limiter.reward(key, 1);
}

/** Retry-After as a date. */
export function secondsLeft({ msLeft }: Attempt): string {
  return new Date(Date.now() + Math.max(1000, msLeft)).toUTCString();
}
