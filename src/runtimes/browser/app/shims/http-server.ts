/** `http.Server`: listens on a port of this worker and gets its requests from app-link. */
import { onWire } from '../../../request-on-wire.ts';
import { type HttpRequest, piecesOf } from '../../../runtime.ts';
import { coded, invalidArgument, systemError } from '../worker/errors.ts';
import { nextTick, runTask, setImmediate } from '../worker/ticks.ts';
import { Buffer } from './buffer.ts';
import type { Exchange } from './http-answer.ts';
import type { HeaderPairs } from './http-headers.ts';
import { IncomingMessage } from './http-incoming.ts';
import { refusalOf } from './http-request-rules.ts';
import { ServerResponse } from './http-response.ts';
import { ConnectionSocket } from './http-socket.ts';
import { Server as NetServer } from './net.ts';
import { isIP } from './net-address.ts';

type Callback = (error?: Error | null) => void;
type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

/** Port → who listens on it. */
const listening = new Map<number, Server>();
/** Told of every port on which something listens. */
export const onListening = { call: (_port: number): void => {} };
let nextPort = 32_768;
let nextRemotePort = 40_000;

export class Server extends NetServer {
  timeout = 0;
  headersTimeout = 60_000;
  requestTimeout = 300_000;
  keepAliveTimeout = 5_000;
  keepAliveTimeoutBuffer = 1_000;
  maxHeadersCount: number | null = null;
  maxRequestsPerSocket = 0;
  httpAllowHalfOpen = false;
  _options: { joinDuplicateHeaders?: boolean; rejectNonStandardBodyWrites?: boolean };
  _open = new Set<ConnectionSocket>();
  _closing = false;

  constructor(options?: unknown, listener?: RequestListener) {
    super();
    const handler = typeof options === 'function' ? (options as RequestListener) : listener;
    this._options = typeof options === 'object' && options !== null ? options : {};
    Object.assign(
      this,
      pick(this._options, ['keepAliveTimeout', 'requestTimeout', 'headersTimeout', 'maxRequestsPerSocket']),
    );
    if (handler) this.on('request', handler as (...args: unknown[]) => void);
  }

  override listen(...args: unknown[]): this {
    const { port, host, callback } = listenArguments(args);
    if (this._bound) {
      throw coded(
        'ERR_SERVER_ALREADY_LISTEN',
        'Listen method has been called more than once without closing.',
      );
    }
    if (callback) this.once('listening', callback as () => void);
    const address = host === undefined ? '::' : host === 'localhost' ? '127.0.0.1' : host;
    const chosen = port === 0 ? freePort() : port;
    if (listening.has(chosen)) {
      const error = systemError(
        'listen',
        'EADDRINUSE',
        -98,
        address === '::' ? '::' : address,
        chosen,
        'address already in use',
      );
      error.message =
        `listen EADDRINUSE: address already in use ${address === '::' ? '::' : address}:${chosen}`.replace(
          '::::',
          ':::',
        );
      nextTick(() => this.emit('error', error));
      return this;
    }
    this._bound = { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port: chosen };
    this._closing = false;
    listening.set(chosen, this);
    nextTick(() => {
      if (this._bound?.port !== chosen) return;
      this.emit('listening');
      onListening.call(chosen);
    });
    return this;
  }

  override close(callback?: Callback): this {
    if (!this._bound) {
      if (callback) nextTick(() => callback(coded('ERR_SERVER_NOT_RUNNING', 'Server is not running.')));
      return this;
    }
    if (callback) this.once('close', callback as () => void);
    listening.delete(this._bound.port);
    this._bound = undefined;
    this._closing = true;
    this._checkClosed();
    return this;
  }

  _checkClosed(): void {
    if (!this._closing || this._open.size > 0) return;
    this._closing = false;
    nextTick(() => this.emit('close'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.close(() => resolve()));
  }

  setTimeout(ms?: number | (() => void), callback?: () => void): this {
    this.timeout = typeof ms === 'number' ? ms : 0;
    const listener = typeof ms === 'function' ? ms : callback;
    if (listener) this.on('timeout', listener);
    return this;
  }

  closeAllConnections(): void {
    for (const socket of [...this._open]) socket.destroy();
  }

  closeIdleConnections(): void {}
}

/** Gives a request to whoever listens on the port. Returns how the client hangs up. */
export function dispatch(port: number, request: HttpRequest, exchange: Exchange): () => void {
  const server = listening.get(port);
  const bound = server?.address();
  if (!server || !bound) {
    exchange.broken(`nothing listens on port ${port} (ECONNREFUSED)`);
    return () => {};
  }
  // Node tells the client's IPv4 address in IPv6 form when the server listens on both.
  const loopback =
    bound.address.includes(':') && bound.address !== '::1'
      ? '::ffff:127.0.0.1'
      : bound.address === '::1'
        ? '::1'
        : '127.0.0.1';
  const local = { address: loopback, port: bound.port };
  const socket = new ConnectionSocket(local, { address: loopback, port: nextRemotePort++ });
  if (nextRemotePort > 60_000) nextRemotePort = 40_000;
  socket.server = server;
  socket.keepAliveTimeout = server.keepAliveTimeout;

  const { method, target, headers, body } = onWire(request, `127.0.0.1:${bound.port}`);
  const refusal = method === 'CONNECT' ? undefined : refusalOf(method, target, headers);
  if (refusal !== undefined) {
    exchange.answer({ status: refusal, headers: [['Connection', 'close']], body: new Uint8Array(0) });
    return () => {};
  }
  const req = new IncomingMessage(socket);
  req.method = method;
  req.url = target;
  req.joinDuplicateHeaders = server._options.joinDuplicateHeaders ?? false;
  for (const [name, value] of headers) req.rawHeaders.push(name, value);
  if (method === 'CONNECT') {
    // An app that does not speak it does not answer it.
    if (!server.emit('connect', req, socket, Buffer.alloc(0))) exchange.broken('the app has no CONNECT');
    return () => {};
  }

  let settled = false;
  const settle = (tell: () => void) => {
    if (settled) return;
    settled = true;
    tell();
  };
  const res = new ServerResponse(req, server._options);
  res._keepAliveTimeout = server.keepAliveTimeout;
  res._maxRequestsPerSocket = server.maxRequestsPerSocket;
  res.assignSocket(socket);
  if (saysClose(headers)) res.shouldKeepAlive = false;
  res._exchange = {
    answer: (answer) => settle(() => exchange.answer(answer)),
    broken: (message) => settle(() => exchange.broken(message)),
  };
  server._open.add(socket);
  server.connections += 1;
  const over = () => {
    if (!server._open.delete(socket)) return;
    server.connections -= 1;
    server._checkClosed();
  };
  res.on('finish', () => {
    socket._cut = undefined;
    // What nobody reads is thrown away, as Node does to reach the next request.
    if (!req._consuming && !isResuming(req)) req._dump();
    res.detachSocket();
    nextTick(() => {
      res.destroyed = true;
      res._close();
      over();
    });
  });
  socket._cut = () => {
    settle(() => {
      const whole = hasBody(req) ? undefined : res._bodilessAnswer();
      if (whole) exchange.answer(whole);
      else exchange.broken('the app cut the connection (ECONNRESET)');
    });
    // A connection is closed behind the immediates of the turn.
    setImmediate(() =>
      setImmediate(() => {
        if (!res.writableFinished) req.destroy(coded('ECONNRESET', 'aborted'));
        res.destroyed = true;
        res._close();
        over();
      }),
    );
  };
  socket.on('error', (error) => server.emit('clientError', error, socket));

  server.emit('connection', socket);
  handOver(server, req, res);
  const sent = body ?? new Uint8Array(0);
  const announced = Number(req.headers['content-length'] ?? sent.byteLength);
  const isTooLong = sent.byteLength > announced;
  const pieces = piecesOf(isTooLong ? { body: sent.subarray(0, announced) } : { body, cuts: request.cuts });
  req._receive(hasBody(req) ? pieces : [], !hasBody(req) || sent.byteLength >= announced);
  return hangUp;

  function hangUp(): void {
    if (settled) return;
    settled = true;
    runTask(() => socket.destroy());
  }
}

/** Tells the app, unless Node itself knows the answer. */
function handOver(server: Server, req: IncomingMessage, res: ServerResponse): void {
  const { expect } = req.headers;
  if (expect === undefined) {
    server.emit('request', req, res);
  } else if (/(?:^|\W)100-continue(?:$|\W)/i.test(String(expect))) {
    res._expect_continue = true;
    if (server.emit('checkContinue', req, res)) return;
    res.writeContinue();
    server.emit('request', req, res);
  } else if (!server.emit('checkExpectation', req, res)) {
    res.writeHead(417);
    res.end();
  }
}

/** Somebody began to read in this very turn. */
const isResuming = (req: IncomingMessage) =>
  (req as unknown as { _readableState: { resumeScheduled: boolean } })._readableState.resumeScheduled;

const hasBody = ({ headers }: IncomingMessage) =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

const saysClose = (headers: HeaderPairs): boolean =>
  headers.some(([name, value]) => /^connection$/i.test(name) && /(?:^|,)\s*close\s*(?:$|,)/i.test(value));

/** `([port[, host[, backlog]]])`, `({ port, host })`, `(path)`, `(handle)`, each with a callback. */
function listenArguments(args: unknown[]): { port: number; host?: string; callback?: Callback } {
  const last = args.at(-1);
  const callback = typeof last === 'function' ? (last as Callback) : undefined;
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) {
    const options = first as { port?: unknown; host?: unknown; path?: unknown };
    if (options.port === undefined && options.path === undefined) {
      throw coded(
        'ERR_INVALID_ARG_VALUE',
        `The argument 'options' must have the property "port" or "path". Received ${JSON.stringify(first)}`,
        TypeError,
      );
    }
    return { port: portNumber(options.port), host: hostName(options.host), callback };
  }
  return {
    port: portNumber(typeof first === 'function' ? undefined : first),
    host: hostName(second),
    callback,
  };
}

function hostName(host: unknown): string | undefined {
  if (typeof host !== 'string' || host === '') return undefined;
  if (host === 'localhost' || isIP(host) !== 0) return host;
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: host,
  });
}

/** @throws ERR_SOCKET_BAD_PORT */
function portNumber(port: unknown): number {
  if (port === undefined || port === null) return 0;
  const number = typeof port === 'string' && port.trim() === '' ? Number.NaN : Number(port);
  if (
    (typeof port !== 'number' && typeof port !== 'string') ||
    !Number.isInteger(number) ||
    number < 0 ||
    number > 65_535
  ) {
    if (typeof port !== 'number' && typeof port !== 'string')
      throw invalidArgument('options', 'of type number or string', port);
    throw coded(
      'ERR_SOCKET_BAD_PORT',
      `options.port should be >= 0 and < 65536. Received type ${typeof port} (${typeof port === 'string' ? `'${port}'` : port}).`,
      RangeError,
    );
  }
  return number;
}

function freePort(): number {
  while (listening.has(nextPort)) nextPort += 1;
  return nextPort++;
}

function pick(from: object, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const value = (from as Record<string, unknown>)[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
