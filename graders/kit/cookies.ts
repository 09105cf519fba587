/** Cookies as a browser keeps them (RFC 6265bis), as far as one site behind TLS needs. */
export interface Cookie {
  name: string;
  value: string;
  /** Attribute name in lower case → value ('' for flags). */
  attributes: Map<string, string>;
  /** Epoch milliseconds; undefined for a session cookie. */
  expires: number | undefined;
  path: string;
}

/** Reads one `Set-Cookie` header; undefined when it has no name. `now` in epoch milliseconds. */
export function parseSetCookie(header: string, requestPath: string, now: number): Cookie | undefined {
  const [pair = '', ...rest] = header.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return undefined;
  const attributes = new Map<string, string>();
  for (const part of rest) {
    const [name = '', ...value] = part.split('=');
    // The last of a repeated attribute counts, as in browsers.
    attributes.set(name.trim().toLowerCase(), value.join('=').trim());
  }
  const maxAge = attributes.get('max-age');
  const expiresAt = attributes.get('expires');
  let expires: number | undefined;
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) expires = now + Number(maxAge) * 1000;
  else if (expiresAt !== undefined && !Number.isNaN(Date.parse(expiresAt))) expires = Date.parse(expiresAt);
  const given = attributes.get('path');
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    attributes,
    expires,
    path: given?.startsWith('/') ? given : defaultPath(requestPath),
  };
}

function defaultPath(requestPath: string): string {
  const path = requestPath.split('?')[0] ?? '/';
  const lastSlash = path.lastIndexOf('/');
  return lastSlash <= 0 ? '/' : path.slice(0, lastSlash);
}

function pathMatches(requestPath: string, cookiePath: string): boolean {
  const path = requestPath.split('?')[0] ?? '/';
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/');
}

/** What browsers keep: a cookie's name and value of 4096 bytes together, 180 cookies of a site. */
const LONGEST_COOKIE = 4096;
const MOST_COOKIES = 180;

/** The cookies of one browser on one site. */
export class CookieJar {
  private cookies: Cookie[] = [];

  /** Takes over the cookies of an answer; one that has expired already removes its namesake. */
  store(cookies: readonly Cookie[], now: number): void {
    for (const cookie of cookies) {
      this.cookies = this.cookies.filter((kept) => kept.name !== cookie.name || kept.path !== cookie.path);
      if (cookie.name.length + cookie.value.length > LONGEST_COOKIE) continue;
      if (cookie.expires === undefined || cookie.expires > now) this.cookies.push(cookie);
    }
    this.cookies.splice(0, this.cookies.length - MOST_COOKIES);
  }

  /** The `Cookie` header for a request, or undefined. */
  header(requestPath: string, now: number): string | undefined {
    const sent = this.matching(requestPath, now);
    return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  matching(requestPath: string, now: number): Cookie[] {
    return this.cookies.filter(
      (cookie) =>
        (cookie.expires === undefined || cookie.expires > now) && pathMatches(requestPath, cookie.path),
    );
  }

  get all(): readonly Cookie[] {
    return this.cookies;
  }
}
