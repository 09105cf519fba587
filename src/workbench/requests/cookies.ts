/**
 * The console's cookie jar: what a browser on `https://app.example` would keep of an app's `Set-Cookie` headers and
 * send back. One host, TLS in front, so `Secure` cookies are kept; `Domain` never widens anything here.
 */

export interface Cookie {
  name: string;
  value: string;
  path: string;
  /** Epoch milliseconds; absent for a session cookie. */
  expires?: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite?: string;
}

export type SetCookie = Cookie & {
  /** The header as it came. */
  raw: string;
  /** Why a browser would refuse it, in a sentence. */
  refused?: string;
};

/** Longest name plus value that browsers keep, in bytes. */
const MAX_COOKIE_BYTES = 4096;

/** Reads one `Set-Cookie` header as RFC 6265bis does, for an answer to `requestPath` at `now` (epoch ms). */
export function parseSetCookie(header: string, requestPath: string, now: number): SetCookie {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const cookie: SetCookie = {
    raw: header,
    name: (equals < 0 ? '' : pair.slice(0, equals)).trim(),
    value: (equals < 0 ? pair : pair.slice(equals + 1)).trim(),
    path: defaultPath(requestPath),
    httpOnly: false,
    secure: false,
  };
  let maxAge: number | undefined;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const value = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'path':
        cookie.path = value.startsWith('/') ? value : defaultPath(requestPath);
        break;
      case 'expires':
        if (!Number.isNaN(Date.parse(value))) cookie.expires = Date.parse(value);
        break;
      case 'max-age':
        if (/^-?\d+$/.test(value)) maxAge = Number(value);
        break;
      case 'httponly':
        cookie.httpOnly = true;
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'samesite':
        cookie.sameSite = value;
        break;
    }
  }
  if (maxAge !== undefined) cookie.expires = now + maxAge * 1000;
  const refused = refusal(cookie, attributes);
  return refused ? { ...cookie, refused } : cookie;
}

function refusal(cookie: SetCookie, attributes: readonly string[]): string | undefined {
  const hasDomain = attributes.some((attribute) => /^\s*domain\s*=\s*\S/i.test(attribute));
  if (cookie.name === '' && cookie.value === '') return 'It has neither name nor value.';
  if (new TextEncoder().encode(cookie.name + cookie.value).length > MAX_COOKIE_BYTES)
    return `It is longer than ${MAX_COOKIE_BYTES} bytes.`;
  if (/^__Host-/i.test(cookie.name) && (!cookie.secure || hasDomain || cookie.path !== '/'))
    return 'A name with __Host- needs Secure, Path=/ and no Domain.';
  if (/^__Secure-/i.test(cookie.name) && !cookie.secure) return 'A name with __Secure- needs Secure.';
  if (cookie.sameSite?.toLowerCase() === 'none' && !cookie.secure) return 'SameSite=None needs Secure.';
  return undefined;
}

/** The folder of the request's path: `/api/login` → `/api`. */
function defaultPath(requestPath: string): string {
  const path = requestPath.split('?')[0] ?? '';
  const slash = path.lastIndexOf('/');
  return slash <= 0 || !path.startsWith('/') ? '/' : path.slice(0, slash);
}

function pathMatches(requestPath: string, cookiePath: string): boolean {
  const path = requestPath.split('?')[0] || '/';
  return (
    path === cookiePath ||
    (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'))
  );
}

/** The jar after an answer: new ones in, replaced ones replaced in place, expired and refused ones out. */
export function storeCookies(
  jar: readonly Cookie[],
  responseHeaders: ReadonlyArray<readonly [string, string]>,
  requestPath: string,
  now: number,
): Cookie[] {
  const next = jar.filter((cookie) => !isExpired(cookie, now));
  for (const [name, value] of responseHeaders) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const { raw: _raw, refused, ...cookie } = parseSetCookie(value, requestPath, now);
    if (refused) continue;
    const index = next.findIndex((old) => old.name === cookie.name && old.path === cookie.path);
    if (isExpired(cookie, now)) {
      if (index >= 0) next.splice(index, 1);
    } else if (index >= 0) next[index] = cookie;
    else next.push(cookie);
  }
  return next;
}

const isExpired = (cookie: Cookie, now: number) => cookie.expires !== undefined && cookie.expires <= now;

/** The value of the `Cookie` header for a request, or `undefined` when none applies. Longer paths first. */
export function cookieHeader(jar: readonly Cookie[], requestPath: string, now: number): string | undefined {
  const sent = jar
    .filter((cookie) => !isExpired(cookie, now) && pathMatches(requestPath, cookie.path))
    .sort((a, b) => b.path.length - a.path.length);
  if (sent.length === 0) return undefined;
  return sent.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
}
