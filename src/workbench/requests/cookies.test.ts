import { describe, expect, it } from 'vitest';
import { type Cookie, cookieHeader, parseSetCookie, storeCookies } from './cookies.ts';

const NOW = Date.UTC(2026, 0, 1);
const store = (jar: readonly Cookie[], header: string, path = '/api/login', now = NOW) =>
  storeCookies(jar, [['Set-Cookie', header]], path, now);

describe('parseSetCookie', () => {
  it('reads value and attributes in any case', () => {
    expect(
      parseSetCookie('token=a=b; PATH=/; httponly; SECURE; samesite=Lax; Max-Age=60', '/api/login', NOW),
    ).toEqual({
      raw: 'token=a=b; PATH=/; httponly; SECURE; samesite=Lax; Max-Age=60',
      name: 'token',
      value: 'a=b',
      path: '/',
      expires: NOW + 60_000,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
  });

  it('lets Max-Age win over Expires', () => {
    const header = `a=b; Max-Age=1; Expires=${new Date(NOW + 90_000).toUTCString()}`;
    expect(parseSetCookie(header, '/', NOW).expires).toBe(NOW + 1000);
  });

  it.each([
    ['__Host-s=1; Secure; Path=/api', /__Host-/],
    ['__Host-s=1; Secure; Path=/; Domain=app.example', /__Host-/],
    ['__Host-s=1; Path=/', /__Host-/],
    ['__Secure-s=1', /__Secure-/],
    ['s=1; SameSite=None', /SameSite=None/],
    [`s=${'x'.repeat(4096)}`, /4096/],
  ])('says why a browser refuses %s', (header, reason) => {
    expect(parseSetCookie(header, '/', NOW).refused).toMatch(reason);
  });

  it('accepts a right __Host- cookie', () => {
    expect(parseSetCookie('__Host-s=1; Secure; Path=/', '/', NOW).refused).toBeUndefined();
  });
});

describe('the jar', () => {
  it('sends a cookie back below its path only', () => {
    const jar = store([], 's=1');
    expect(jar[0]?.path).toBe('/api');
    expect(cookieHeader(jar, '/api/me?x', NOW)).toBe('s=1');
    expect(cookieHeader(jar, '/apiary', NOW)).toBeUndefined();
    expect(cookieHeader(jar, '/', NOW)).toBeUndefined();
  });

  it('replaces by name and path, sends longer paths first', () => {
    const jar = store(store(store([], 's=1; Path=/'), 's=2; Path=/api'), 's=3; Path=/');
    expect(cookieHeader(jar, '/api/me', NOW)).toBe('s=2; s=3');
  });

  it('lets a cookie go when it expires and when it is cleared', () => {
    const jar = store([], 's=1; Path=/; Max-Age=60');
    expect(cookieHeader(jar, '/', NOW + 59_000)).toBe('s=1');
    expect(cookieHeader(jar, '/', NOW + 60_000)).toBeUndefined();
    expect(store(jar, 's=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toEqual([]);
  });

  it('does not keep what a browser refuses, nor touch the jar for other headers', () => {
    const jar = store([], 's=1; Path=/');
    expect(store(jar, '__Secure-s=1')).toEqual(jar);
    expect(storeCookies(jar, [['Content-Type', 'text/html']], '/', NOW)).toEqual(jar);
  });
});
