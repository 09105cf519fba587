import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadFixExercise } from '../../course/load.ts';
import { isCode } from '../../course/read-folder.ts';
import { type AppFault, AppFaultError, describeFault } from '../../runtimes/faults.ts';
import type { OpenApp } from '../../runtimes/runtime.ts';
import { appFolder } from '../app-folder.ts';
import { type Context, EXIT, UsageError } from '../context.ts';

const DEFAULT_PORT = 3000;
/** Larger bodies are refused here: the app gets them whole. */
const BODY_BYTES = 50_000_000;

/** Runs the app until Ctrl-C (status 0) or until it is gone (status 1). */
export async function serve(context: Context, id: string, dir: string | undefined): Promise<number> {
  const exercise = await loadFixExercise(context.root, id);
  const { files } = await appFolder(context, exercise, dir);
  const { stdout, stderr, signal } = context;
  const runtime = await context.openRuntime('node', { database: 'pglite' });
  // Resolves with the reason why the app is gone, or with nothing on Ctrl-C.
  const ended = Promise.withResolvers<AppFault | undefined>();
  signal.addEventListener('abort', () => ended.resolve(undefined));
  try {
    let app: OpenApp;
    try {
      app = await runtime.open({
        exercise: id,
        files,
        onLog: ({ stream, text }) =>
          (stream === 'stdout' ? stdout : stderr).write(text.endsWith('\n') ? text : `${text}\n`),
        onFault: (fault) => ended.resolve(fault),
      });
    } catch (error) {
      if (!(error instanceof AppFaultError)) throw error;
      stderr.write(`${error.message}\n`);
      return EXIT.fail;
    }
    const server = createServer((request, response) => {
      void answer(app, request, response, (line) => stderr.write(`${line}\n`));
    });
    try {
      const port = await listen(server);
      stderr.write(
        `${exercise.title} runs on http://localhost:${port} with an empty database. Ctrl-C ends it.\n`,
      );
      const fault = signal.aborted ? undefined : await ended.promise;
      if (!fault) return EXIT.pass;
      stderr.write(`${describeFault(fault)}\n`);
      return EXIT.fail;
    } finally {
      server.close();
      server.closeAllConnections();
      await app.stop();
    }
  } finally {
    await runtime.close();
  }
}

/** On PORT or 3000; where 3000 is taken and nobody asked for it, on any free one. */
async function listen(server: Server): Promise<number> {
  const asked = process.env.PORT;
  const port = asked === undefined || asked === '' ? DEFAULT_PORT : Number(asked);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`PORT is "${asked}"; set it to a port number, or leave it out.`);
  }
  const tryPort = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  try {
    return await tryPort(port);
  } catch (error) {
    if (!isCode(error, 'EADDRINUSE')) throw error;
    if (asked) throw new UsageError(`Port ${port} is taken; set PORT to a free one.`);
    return tryPort(0);
  }
}

/** Passes one request on to the app, as the proxy does that production has. */
async function answer(
  app: OpenApp,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  try {
    const body = await wholeBody(request);
    const headers = pairs(request.rawHeaders).filter(([name]) => !isHopByHop(name));
    const answered = await app.request({ method, path, headers, ...(body.length > 0 ? { body } : {}) });
    log(`${method} ${path} ${answered.status} (${Math.round(answered.durationMs)} ms)`);
    const kept = answered.headers.filter(([name]) => !isHopByHop(name));
    response.writeHead(answered.status, kept.flat());
    response.end(answered.body);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log(`${method} ${path} 502: ${message}`);
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
  }
}

async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new Error(`The body is larger than ${BODY_BYTES / 1e6} MB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Belong to one connection, not to the message. */
const isHopByHop = (name: string) =>
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i.test(name);

const pairs = (raw: readonly string[]): Array<[string, string]> =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
