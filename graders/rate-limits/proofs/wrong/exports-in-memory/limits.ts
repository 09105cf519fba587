/** Two limits: one on browsing, which is cheap to count and may forget, and one on exports, which may not. */
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { AuthRequest } from './auth.ts';

const TOO_MANY = { error: 'Too many requests' };

/**
 * By account, or else by the address that our proxy saw; of an IPv6 address by its network, since one customer owns all
 * of it. The window is fixed, so at its edge somebody gets twice 30 within a moment: the 60 that are allowed.
 * In memory: two instances are two counts, and the store forgets whoever was away for two windows.
 */
export const browsingLimit = rateLimit({
  windowMs: 60_000,
  limit: 30,
  keyGenerator: (req: AuthRequest) =>
    req.userId === undefined ? `network ${ipKeyGenerator(req.ip ?? '', 64)}` : `account ${req.userId}`,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  message: TOO_MANY,
});

const EXPORTS_AN_HOUR = 3;

/** By account, for an hour. */
export const exportLimit = rateLimit({
  windowMs: 60 * 60_000,
  limit: EXPORTS_AN_HOUR,
  keyGenerator: (req: AuthRequest) => String(req.userId),
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  message: TOO_MANY,
});
