/** The forms in which an app may say how many requests remain and when to come back: `graders/rate-limits/comes-back.ts`. */
import { expect, test } from 'vitest';
import { Answer } from '../../graders/kit/index.ts';
import { quotaIn, retryAfter } from '../../graders/rate-limits/comes-back.ts';

const answer = (headers: Record<string, string>) =>
  new Answer({ status: 200, headers: Object.entries(headers), body: new Uint8Array(), durationMs: 1 }, []);

test.each([
  ['draft 8', { RateLimit: '"browsing";r=19;t=60', 'RateLimit-Policy': '"browsing";q=20;w=60' }],
  ['draft 8 as express-rate-limit writes it', { RateLimit: '"30-in-1min"; r=19; t=60' }],
  ['draft 8 with a comma in the name', { RateLimit: '"a, b";r=19;t=60' }],
  ['draft 8 with a name that is a token', { ratelimit: 'default;t=60;r=19' }],
  ['draft 7', { RateLimit: 'limit=20, remaining=19, reset=60' }],
  ['draft 7 in another order', { RateLimit: 'reset=60,remaining=19,limit=20' }],
  ['draft 6', { 'RateLimit-Limit': '20', 'RateLimit-Remaining': '19', 'RateLimit-Reset': '60' }],
  ['the tightest of two', { RateLimit: '"flood";r=599;t=7, "browsing";r=19;t=60' }],
  [
    'the tightest of two forms',
    { RateLimit: 'limit=600, remaining=599, reset=7', 'RateLimit-Remaining': '19', 'RateLimit-Reset': '60' },
  ],
])('%s', (_form, headers) => {
  expect(quotaIn(answer(headers as Record<string, string>))).toEqual({ remaining: 19, reset: 60 });
});

test.each([
  ['nothing', {}],
  ['the names of no draft', { 'X-RateLimit-Remaining': '19', 'X-RateLimit-Reset': '60' }],
  ['no time', { RateLimit: '"browsing";r=19' }],
  ['only half of it', { 'RateLimit-Remaining': '19' }],
  ['what is no number', { RateLimit: 'limit=20, remaining=many, reset=soon' }],
  ['a policy alone', { 'RateLimit-Policy': '"browsing";q=20;w=60' }],
])('no quota in %s', (_what, headers) => {
  expect(quotaIn(answer(headers as Record<string, string>))).toBeUndefined();
});

test('Retry-After is a number of seconds or a date', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const after = (value: string) => retryAfter(answer({ 'Retry-After': value }), now);
  expect(after('30')).toBe(30);
  expect(after('29.5')).toBe(29.5);
  expect(after('Sun, 01 Mar 2026 12:00:30 GMT')).toBe(30);
  expect(after('soon')).toBeUndefined();
  expect(after('')).toBeUndefined();
  expect(retryAfter(answer({}), now)).toBeUndefined();
});
