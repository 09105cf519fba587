/** Runs what a request asks an app to do with its answer, step by step, and tells what each step gave. */
import type http from 'node:http';
import { decoded, type Note, noteOf, numberOf, shownError } from './shared.ts';

export type Step =
  | ['call', method: string, ...args: unknown[]]
  | ['set', property: string, value: unknown]
  | ['get', property: string]
  | ['header', name: unknown]
  /** The next steps come in a later turn of the event loop. */
  | ['tick']
  | ['body', how: 'events' | 'iterate' | 'readable', encoding?: string]
  | ['pipe']
  | ['echo']
  /** Calls `res.format` with a handler for each of these types. */
  | ['format', ...types: string[]];

export const programOf = (req: http.IncomingMessage): Step[] =>
  JSON.parse(Buffer.from(String(req.headers['x-program'] ?? 'W10='), 'base64').toString()) as Step[];

/** @throws nothing: every error is a note. */
export async function runProgram(
  req: http.IncomingMessage,
  res: http.ServerResponse,
  steps: readonly Step[],
): Promise<void> {
  const note = noteOf(numberOf(req));
  for (const [index, step] of steps.entries()) {
    const told = (value: unknown) => note([index, step[0], step[1], value ?? null]);
    try {
      // Waits only where a step does: each wait is a turn of the promises' queue.
      const waiting = runStep(req, res, step, told);
      if (waiting) await waiting;
    } catch (error) {
      told(shownError(error));
    }
  }
  // Everybody gets an answer.
  if (!res.writableEnded && !res.destroyed && steps.every(([kind]) => kind !== 'pipe')) res.end();
}

/** A promise only of what takes time. */
function runStep(req: http.IncomingMessage, res: http.ServerResponse, step: Step, told: Note) {
  const target = res as unknown as Record<string, unknown>;
  switch (step[0]) {
    case 'call': {
      const [, method, ...args] = step;
      const result = (target[method] as (...given: unknown[]) => unknown).apply(res, args.map(decoded));
      if (result !== res && result !== undefined && typeof (result as Promise<void>).then !== 'function') {
        told(result);
      }
      return undefined;
    }
    case 'set':
      target[step[1]] = decoded(step[2]);
      return undefined;
    case 'get':
      told(target[step[1]]);
      return undefined;
    case 'header':
      told(res.getHeader(step[1] as string));
      return undefined;
    case 'tick':
      return new Promise((resolve) => setImmediate(resolve));
    case 'body':
      return bodyOf(req, step[1], step[2]).then(told);
    case 'pipe':
      req.pipe(res);
      return undefined;
    case 'echo':
      res.end(JSON.stringify(shownRequest(req)));
      return undefined;
    case 'format': {
      const handlers = step.slice(1).map((type) => [type, () => res.end(`as ${type}`)]);
      (target.format as (handlers: object) => void).call(res, Object.fromEntries(handlers));
      return undefined;
    }
  }
}

/** The body's bytes; with `events` of a small chunked one the chunks as they came. */
async function bodyOf(req: http.IncomingMessage, how: string, encoding?: string): Promise<unknown> {
  if (encoding !== undefined) req.setEncoding(encoding as BufferEncoding);
  const chunks: Array<Buffer | string> = [];
  if (how === 'iterate') {
    for await (const chunk of req) chunks.push(chunk as Buffer | string);
  } else {
    await new Promise<void>((resolve) => {
      req.on('end', resolve);
      req.on('error', () => resolve());
      if (how === 'events') req.on('data', (chunk: Buffer | string) => chunks.push(chunk));
      else
        req.on('readable', () => {
          for (let chunk = req.read(); chunk !== null; chunk = req.read())
            chunks.push(chunk as Buffer | string);
        });
    });
  }
  const shown = chunks.map((chunk) => (typeof chunk === 'string' ? chunk : chunk.toString('hex')));
  const isChunked = req.headers['transfer-encoding'] !== undefined;
  // How the system cuts what comes by Content-Length is nobody's promise.
  return [isChunked && how === 'events' ? shown : shown.join(''), req.complete, req.readableEnded];
}

/** All that an app can know of a request. */
export const shownRequest = (req: http.IncomingMessage) => ({
  method: req.method,
  url: req.url,
  version: [req.httpVersion, req.httpVersionMajor, req.httpVersionMinor],
  headers: req.headers,
  distinct: req.headersDistinct,
  raw: req.rawHeaders.filter((_, n) => !/^x-(program|number)$/i.test(req.rawHeaders[n - (n % 2)] ?? '')),
  trailers: [req.trailers, req.rawTrailers],
  flags: [req.complete, req.aborted, req.readableEnded, (req as { upgrade?: boolean }).upgrade ?? null],
  address: [req.socket.remoteAddress, req.socket.remoteFamily, req.socket.localAddress],
});

/** Tells the events of an exchange in their order. */
export function watch(req: http.IncomingMessage, res: http.ServerResponse): void {
  const note = noteOf(numberOf(req));
  for (const name of ['prefinish', 'finish', 'close', 'pipe', 'unpipe'])
    res.on(name, () => note(`res ${name}`));
  res.on('error', (error) => note(['res error', ...(shownError(error) as unknown[])]));
  req.on('error', (error) => note(['req error', ...(shownError(error) as unknown[])]));
  req.on('aborted', () => note('req aborted'));
}
