import type { NextFunction, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { AuthRequest } from './auth.ts';
import { pool } from './db.ts';

const BROWSING = 30;

const browsing = new RateLimiterMemory({ points: BROWSING, duration: 60 });

const exports = await new Promise<RateLimiterPostgres>((resolve, reject) => {
  const limiter: RateLimiterPostgres = new RateLimiterPostgres(
    { storeClient: pool, tableName: 'export_limits', keyPrefix: 'export', points: 3, duration: 60 * 60 },
    (error?: Error) => (error ? reject(error) : resolve(limiter)),
  );
});

const secondsOf = (result: RateLimiterRes) => String(Math.ceil(result.msBeforeNext / 1000));

function refuse(res: Response, refusal: RateLimiterRes) {
  res.set('Retry-After', secondsOf(refusal));
  res.status(429).json({ error: 'Too many requests' });
}

export async function browsingLimit(req: AuthRequest, res: Response, next: NextFunction) {
  const key = req.userId === undefined ? `ip ${ipKeyGenerator(req.ip ?? '')}` : `user ${req.userId}`;
  const tell = (result: RateLimiterRes) =>
    res.set({
      'RateLimit-Limit': String(BROWSING),
      'RateLimit-Remaining': String(result.remainingPoints),
      'RateLimit-Reset': secondsOf(result),
    });
  try {
    tell(await browsing.consume(key));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    tell(refusal);
    return refuse(res, refusal);
  }
  next();
}

export async function exportLimit(req: AuthRequest, res: Response, next: NextFunction) {
  try {
    await exports.consume(String(req.userId));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return refuse(res, refusal);
  }
  next();
}
