import type { HttpRequest } from '../../src/runtimes/runtime.ts';

/**
 * What the one proxy in front of the app does to a request: it ends TLS, appends the client's address to
 * `X-Forwarded-For` (after whatever the client claimed) and says that the client came by https.
 */
export function throughProxy(request: HttpRequest, address: string): HttpRequest {
  const claimed = request.headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for');
  const others = request.headers.filter(
    ([name]) => !['x-forwarded-for', 'x-forwarded-proto'].includes(name.toLowerCase()),
  );
  const chain = [...claimed.map(([, value]) => value), address].join(', ');
  return {
    ...request,
    headers: [...others, ['X-Forwarded-For', chain], ['X-Forwarded-Proto', 'https']],
  };
}
