/** What the apps of the comparison share: a server that tells every request's number with all that it prints. */
import http from 'node:http';

export type Note = (value: unknown) => void;

/** Errors of Express are printed with their stack: one line of it tells enough. */
Error.stackTraceLimit = 1;

let current = 'start';
let answering: http.ServerResponse | undefined;
const print = console.error.bind(console);
console.error = (...values: unknown[]) => print(`#${current}`, ...values);

export const noteOf =
  (number: string): Note =>
  (value) =>
    console.log(`#${number} ${JSON.stringify(value ?? null)}`);

export const numberOf = (req: http.IncomingMessage): string => String(req.headers['x-number'] ?? '?');

/** What nobody caught ends the exchange, not the app, which has more requests before it. */
export function giveUp(error: unknown): void {
  noteOf(current)(['uncaught', shownError(error)]);
  answering?.destroy();
}
process.on('uncaughtException', giveUp);

/** Listens; `/fidelity-end` marks the end of a batch on both streams. */
export function serve(
  listener: (req: http.IncomingMessage, res: http.ServerResponse) => void,
  options: http.ServerOptions = {},
): http.Server {
  const server = http.createServer(options, (req, res) => {
    current = numberOf(req);
    answering = res;
    if (req.url !== '/fidelity-end') {
      listener(req, res);
      return;
    }
    console.log(`#end-${current}`);
    print(`#end-${current}`);
    res.end();
  });
  return server.listen(Number(process.env.PORT), '127.0.0.1');
}

/** What JSON can't carry comes as an object with one `$` key. */
export function decoded(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(decoded);
  if (typeof given !== 'object' || given === null) return given;
  const [key, value] = Object.entries(given)[0] ?? [];
  if (key === '$undefined') return undefined;
  if (key === '$bytes') return Buffer.from(String(value), 'base64');
  if (key === '$array') return new Uint8Array(Buffer.from(String(value), 'base64'));
  if (key === '$repeat') {
    const [text, times] = value as [string, number];
    return text.repeat(times);
  }
  if (key === '$map') return new Map(value as Array<[string, string]>);
  if (key === '$headers') return new Headers(value as Array<[string, string]>);
  if (key === '$date') return new Date(Number(value));
  if (key === '$bigint') return BigInt(String(value));
  if (key === '$symbol') return Symbol(String(value));
  return Object.fromEntries(Object.entries(given).map(([name, part]) => [name, decoded(part)]));
}

export const shownError = (error: unknown): unknown =>
  error instanceof Error
    ? [error.name, (error as NodeJS.ErrnoException).code ?? null, error.message]
    : ['thrown', String(error)];
