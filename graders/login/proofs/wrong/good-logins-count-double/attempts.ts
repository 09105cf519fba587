import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const limiter = new RateLimiterMemory({ points: 8, duration: 15 * 60 });

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
  await limiter.penalty(key);
}

export function secondsLeft({ msLeft }: Attempt): number {
  return Math.ceil(msLeft / 1000) || 1;
}
