/**
 * `net`: sockets whose only reachable peer is the exercise's database, and the address functions. Servers other than
 * `http` ones have nobody who could call them.
 */

import { coded, invalidArgument, systemError, unavailable } from '../worker/errors.ts';
import { nextTick, runTask } from '../worker/ticks.ts';
import { connectWire, reachesDatabase, type WireHandle } from '../worker/wire.ts';
import { Buffer } from './buffer.ts';
import { EventEmitter } from './events.ts';
import { isIP, isIPv4, isIPv6 } from './net-address.ts';
import { BlockList, SocketAddress } from './net-blocklist.ts';
import { Duplex } from './stream.ts';

interface ConnectOptions {
  port?: number | string;
  host?: string;
  path?: string;
}

type Callback = (error?: Error | null) => void;

export class Socket extends Duplex {
  connecting = false;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
  localAddress: string | undefined;
  localPort: number | undefined;
  localFamily: string | undefined;
  bytesRead = 0;
  bytesWritten = 0;
  timeout: number | undefined;
  _wire: WireHandle | undefined;

  constructor(_options?: unknown) {
    super({ allowHalfOpen: false, emitClose: true, autoDestroy: true, decodeStrings: true });
  }

  get pending(): boolean {
    return !this._wire || this.connecting;
  }
  get readyState(): string {
    if (this.connecting) return 'opening';
    return this.destroyed || !this._wire ? 'closed' : 'open';
  }

  connect(...args: unknown[]): this {
    const [options, callback] = connectArguments(args);
    if (callback) this.once('connect', callback);
    if (options.path !== undefined) {
      this.connecting = true;
      nextTick(() =>
        this.destroy(
          Object.assign(new Error(`connect ENOENT ${options.path}`), {
            code: 'ENOENT',
            errno: -2,
            syscall: 'connect',
            address: options.path,
          }),
        ),
      );
      return this;
    }
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw coded(
        'ERR_SOCKET_BAD_PORT',
        `Port should be >= 0 and < 65536. Received ${typeof options.port} (${String(options.port)}).`,
        RangeError,
      );
    }
    const host = options.host ?? 'localhost';
    this.connecting = true;
    nextTick(() => {
      if (this.destroyed) return;
      this.emit('lookup', null, host === 'localhost' ? '127.0.0.1' : host, 4, host);
      if (!reachesDatabase(host, port)) {
        this.connecting = false;
        this.destroy(refused(host, port));
        return;
      }
      this._open(host, port);
    });
    return this;
  }

  _open(host: string, port: number): void {
    this.connecting = false;
    this.remoteAddress = host === 'localhost' ? '127.0.0.1' : host;
    this.remotePort = port;
    this.remoteFamily = 'IPv4';
    this.localAddress = '127.0.0.1';
    this._wire = connectWire({
      data: (bytes) =>
        runTask(() => {
          this.bytesRead += bytes.byteLength;
          if (!this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        }),
      closed: () =>
        runTask(() => {
          this._wire = undefined;
          if (this.destroyed) return;
          this.push(null);
          // 'end' is told even when nobody reads any more.
          this.read(0);
        }),
    });
    this.emit('connect');
    this.emit('ready');
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, encoding: BufferEncoding, callback: Callback): void {
    if (this.connecting) {
      this.once('connect', () => this._write(chunk, encoding, callback));
      return;
    }
    if (!this._wire) {
      callback(coded('EPIPE', 'This socket has been ended by the other party'));
      return;
    }
    this.bytesWritten += chunk.byteLength;
    // A copy: a chunk is often a view of a buffer that its owner fills again. (Buffer's own `slice` is a view.)
    this._wire.send(Uint8Array.prototype.slice.call(chunk));
    callback();
  }

  override _final(callback: Callback): void {
    if (this.connecting) {
      this.once('connect', () => this._final(callback));
      return;
    }
    this._wire?.close();
    this._wire = undefined;
    callback();
    nextTick(() => {
      if (!this.destroyed) this.push(null);
    });
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.connecting = false;
    this._wire?.close();
    this._wire = undefined;
    callback(error);
    // Node tells whether an error ended it.
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  resetAndDestroy(): this {
    this.destroy();
    return this;
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.timeout = ms;
    if (callback) this.once('timeout', callback);
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  address(): object {
    return { address: this.localAddress, family: this.localFamily ?? 'IPv4', port: this.localPort };
  }
}

function refused(host: string, port: number): Error {
  const address = host === 'localhost' ? '127.0.0.1' : host;
  const error = systemError('connect', 'ECONNREFUSED', -111, address, port);
  error.message += ' (the app has no network here: DATABASE_URL is the only address that answers)';
  return error;
}

/** `(options)`, `(port[, host])`, `(path)`, each with a callback. */
function connectArguments(args: unknown[]): [ConnectOptions, Callback | undefined] {
  const last = args.at(-1);
  const callback = typeof last === 'function' ? (last as Callback) : undefined;
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return [first as ConnectOptions, callback];
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    return [{ port: first, host: typeof second === 'string' ? second : undefined }, callback];
  }
  if (typeof first === 'string') return [{ path: first }, callback];
  throw coded('ERR_MISSING_ARGS', 'The "options" or "port" or "path" argument must be specified', TypeError);
}

export function connect(...args: unknown[]): Socket {
  return new Socket().connect(...args);
}

/** A server on a port of the worker; `http.Server` builds on it. */
export class Server extends EventEmitter {
  maxConnections: number | undefined;
  connections = 0;
  _bound: { address: string; port: number; family: string } | undefined;

  constructor(...args: unknown[]) {
    super();
    const listener = args.find((arg) => typeof arg === 'function');
    if (listener) this.on('connection', listener as (socket: unknown) => void);
  }

  get listening(): boolean {
    return this._bound !== undefined;
  }

  listen(..._args: unknown[]): this {
    throw unavailable(
      'A raw TCP server (net.createServer)',
      'Use an HTTP server: app.listen(process.env.PORT).',
    );
  }

  address(): { address: string; port: number; family: string } | null {
    return this._bound ? { ...this._bound } : null;
  }

  close(callback?: Callback): this {
    if (callback) nextTick(() => callback(coded('ERR_SERVER_NOT_RUNNING', 'Server is not running.')));
    return this;
  }

  getConnections(callback: (error: Error | null, count: number) => void): this {
    nextTick(() => callback(null, this.connections));
    return this;
  }

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

const net = {
  Socket,
  Stream: Socket,
  Server,
  BlockList,
  SocketAddress,
  connect,
  createConnection: connect,
  createServer: (...args: unknown[]) => new Server(...args),
  isIP,
  isIPv4,
  isIPv6,
  getDefaultAutoSelectFamily: () => true,
  setDefaultAutoSelectFamily: () => {},
  getDefaultAutoSelectFamilyAttemptTimeout: () => 250,
  setDefaultAutoSelectFamilyAttemptTimeout: (ms: unknown) => {
    if (typeof ms !== 'number') throw invalidArgument('value', 'of type number', ms);
  },
  _createServerHandle: undefined,
};
export default net;
