/** One HTTP exchange with the app, on a connection of its own, everything as it was on the wire. */
import { request as send } from 'node:http';
import { HEADERS_TOO_LARGE, headerProblem } from '../header-limits.ts';
import { onWire } from '../request-on-wire.ts';
import { type HttpRequest, type HttpResponse, LIMITS, piecesOf } from '../runtime.ts';

/** What came is no whole HTTP answer; the app may be gone as well. */
export class BrokenExchange extends Error {
  override readonly name = 'BrokenExchange';
}

export interface Exchange {
  /** @throws BrokenExchange */
  response: Promise<HttpResponse>;
  /** Hangs up. */
  abandon(): void;
}

export function exchange(to: { host: string; port: number }, request: HttpRequest): Exchange {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const { method, target, headers, body } = onWire(request, `${to.host}:${to.port}`);
  const outgoing = send({
    ...to,
    method,
    path: target,
    headers: headers.flat(),
    agent: false,
    setDefaultHeaders: false,
    // Node counts in another way than we do: what it lets through is counted again.
    maxHeaderSize: LIMITS.answerHeaderBytes + 16 * 1024,
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => reject(new BrokenExchange(reasonOf(error))));
  outgoing.on('response', (incoming) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= LIMITS.answerBytes) return;
      reject(new BrokenExchange(`it is longer than ${LIMITS.answerBytes / 1e6} MB`));
      outgoing.destroy();
    });
    incoming.on('error', () => reject(new BrokenExchange('the connection was cut in the middle of it')));
    incoming.on('end', () => {
      if (!incoming.complete) {
        reject(new BrokenExchange('the connection was cut in the middle of it'));
        return;
      }
      const raw = incoming.rawHeaders;
      const received = Array.from({ length: raw.length / 2 }, (_, index): [string, string] => [
        raw[2 * index] ?? '',
        raw[2 * index + 1] ?? '',
      ]);
      const problem = headerProblem(received);
      if (problem !== undefined) {
        reject(new BrokenExchange(problem));
        return;
      }
      resolve({
        status: incoming.statusCode ?? 0,
        headers: received,
        body: new Uint8Array(Buffer.concat(chunks)),
        durationMs: performance.now() - startedAt,
      });
    });
  });
  // All that come are counted below; by itself Node would leave out what is beyond 2000.
  outgoing.maxHeadersCount = 0;
  // An answer may come before the whole body was read; then the app may cut the connection.
  for (const piece of piecesOf({ body, cuts: request.cuts })) outgoing.write(piece);
  outgoing.end();
  return {
    response: promise,
    abandon() {
      reject(new BrokenExchange('nobody waits for it any more'));
      outgoing.destroy();
    },
  };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was closed without an answer';
  if (code === 'ECONNREFUSED') return 'nobody listens any more';
  if (code === 'HPE_HEADER_OVERFLOW') return HEADERS_TOO_LARGE;
  if (code?.startsWith('HPE_')) return `it is not HTTP (${message.replace(/^Parse Error: /, '')})`;
  return message;
}
