/**
 * `http.OutgoingMessage` and `http.ServerResponse` without a socket: the head and the body are collected and given to
 * the exchange as soon as the message ends. What the app sees (events, errors, headers) is Node's.
 */

import { coded, invalidArgument } from '../worker/errors.ts';
import { nextTick } from '../worker/ticks.ts';
import { Buffer } from './buffer.ts';
import { type HeaderValue, headerEntries, validateHeaderName, validateHeaderValue } from './http-headers.ts';
import type { IncomingMessage } from './http-incoming.ts';
import type { ConnectionSocket } from './http-socket.ts';
import { STATUS_CODES } from './http-status.ts';
import { Stream } from './stream.ts';

type Callback = (error?: Error | null) => void;
type Chunk = string | Uint8Array;

/** A finished answer, as it would stand on the wire. */
export interface Answer {
  status: number;
  statusMessage: string;
  headers: Array<[string, string]>;
  body: Uint8Array;
}

/** Who waits for the answer. */
export interface Exchange {
  answer(answer: Answer): void;
  broken(message: string): void;
}

const noop = () => {};

export class OutgoingMessage extends Stream {
  req: IncomingMessage | undefined;
  outputData: unknown[] = [];
  outputSize = 0;
  writable = true;
  destroyed = false;
  errored: Error | null = null;
  closed = false;
  finished = false;
  chunkedEncoding = false;
  shouldKeepAlive = true;
  maxRequestsOnConnectionReached = false;
  useChunkedEncodingByDefault = true;
  sendDate = false;
  strictContentLength = false;
  socket: ConnectionSocket | null = null;
  writableHighWaterMark = 65536;
  writableLength = 0;
  writableObjectMode = false;
  writableFinished = false;
  _header: string | null = null;
  _hasBody = true;
  _contentLength: number | null = null;
  _headers: Map<string, [name: string, value: HeaderValue]> = new Map();
  _removed = new Set<string>();
  _sentHeaders: Array<[string, string]> = [];
  _chunks: Uint8Array[] = [];
  _corked = 0;

  get _closed(): boolean {
    return this.closed;
  }
  get headersSent(): boolean {
    return this._header !== null;
  }
  get connection(): ConnectionSocket | null {
    return this.socket;
  }
  set connection(socket: ConnectionSocket | null) {
    this.socket = socket;
  }
  get writableEnded(): boolean {
    return this.finished;
  }
  get writableNeedDrain(): boolean {
    return false;
  }
  get writableCorked(): number {
    return this._corked;
  }

  setTimeout(_ms: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback);
    return this;
  }

  cork(): void {
    this._corked += 1;
  }

  uncork(): void {
    this._corked = Math.max(0, this._corked - 1);
  }

  setHeader(name: string, value: HeaderValue): this {
    if (this._header !== null) throw headersSent('set');
    validateHeaderName(name);
    validateValues(name, value);
    this._headers.set(name.toLowerCase(), [name, value]);
    this._removed.delete(name.toLowerCase());
    return this;
  }

  setHeaders(headers: Map<string, HeaderValue> | Headers): this {
    if (this._header !== null) throw headersSent('set');
    if (!(headers instanceof Map || headers instanceof Headers)) {
      throw invalidArgument('headers', 'an instance of Headers or Map', headers);
    }
    const cookies: string[] = [];
    for (const [name, value] of headerEntries(headers)) {
      if (name.toLowerCase() === 'set-cookie')
        cookies.push(...(Array.isArray(value) ? value : [String(value)]));
      else this.setHeader(name, value);
    }
    if (cookies.length > 0) this.setHeader('set-cookie', cookies);
    return this;
  }

  appendHeader(name: string, value: HeaderValue): this {
    if (this._header !== null) throw headersSent('append');
    validateHeaderName(name);
    validateValues(name, value);
    const before = this._headers.get(name.toLowerCase());
    if (!before) return this.setHeader(name, value);
    const list = [before[1], value].flatMap((part) =>
      Array.isArray(part) ? (part as string[]) : [String(part)],
    );
    this._headers.set(name.toLowerCase(), [before[0], list]);
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    validateString(name);
    return this._headers.get(name.toLowerCase())?.[1];
  }

  getHeaderNames(): string[] {
    return [...this._headers.keys()];
  }

  getRawHeaderNames(): string[] {
    return [...this._headers.values()].map(([name]) => name);
  }

  getHeaders(): Record<string, HeaderValue> {
    const headers: Record<string, HeaderValue> = Object.create(null);
    for (const [key, [, value]] of this._headers) headers[key] = value;
    return headers;
  }

  hasHeader(name: string): boolean {
    validateString(name);
    return this._headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    validateString(name);
    if (this._header !== null) throw headersSent('remove');
    const key = name.toLowerCase();
    this._headers.delete(key);
    this._removed.add(key);
    if (key === 'date') this.sendDate = false;
  }

  flushHeaders(): void {
    if (this._header === null) this._implicitHeader();
  }

  addTrailers(): void {}

  _implicitHeader(): void {
    throw coded('ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented');
  }

  write(chunk: Chunk, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : (callback ?? noop);
    return this._write(chunk, typeof encoding === 'string' ? encoding : undefined, done, false);
  }

  _write(chunk: Chunk, encoding: BufferEncoding | undefined, callback: Callback, ending: boolean): boolean {
    if (chunk === null) {
      throw coded('ERR_STREAM_NULL_VALUES', 'May not write null values to stream', TypeError);
    }
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw invalidArgument('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
    }
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    let error: Error | undefined;
    if (this.finished) error = coded('ERR_STREAM_WRITE_AFTER_END', 'write after end');
    else if (this.destroyed)
      error = coded('ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
    if (error) {
      const failure = error;
      if (this.destroyed) nextTick(() => callback(failure));
      else this._fail(failure, callback);
      return false;
    }
    if (this._header === null) {
      if (ending) this._contentLength = bytes.byteLength;
      this._implicitHeader();
    }
    if (!this._hasBody) {
      nextTick(() => callback());
      return true;
    }
    // A copy: the app may use its buffer again.
    if (bytes.byteLength > 0) this._chunks.push(bytes.slice());
    nextTick(() => callback());
    return true;
  }

  /** An error that is told on the next tick: to the callback, and as an event while the message is not destroyed. */
  _fail(error: Error, callback: Callback = noop): void {
    nextTick(() => {
      callback(error);
      if (!this.destroyed) this.emit('error', error);
    });
  }

  end(chunk?: Chunk | Callback | null, encoding?: BufferEncoding | Callback, callback?: Callback): this {
    let data = chunk;
    let done = callback;
    if (typeof data === 'function') {
      done = data;
      data = undefined;
    } else if (typeof encoding === 'function') {
      done = encoding;
    }
    if (data !== undefined && data !== null) {
      if (this.finished) {
        this._fail(coded('ERR_STREAM_WRITE_AFTER_END', 'write after end'), done);
        return this;
      }
      this._write(data as Chunk, typeof encoding === 'string' ? encoding : undefined, noop, true);
    } else if (this.finished) {
      if (typeof done === 'function') {
        const callbackWhenOver = done;
        if (this.writableFinished) {
          nextTick(() =>
            callbackWhenOver(
              coded('ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished'),
            ),
          );
        } else {
          this.on('finish', callbackWhenOver as () => void);
        }
      }
      return this;
    } else if (this._header === null) {
      this._contentLength = 0;
      this._implicitHeader();
    }
    if (typeof done === 'function') this.prependOnceListener('finish', done as () => void);
    this.finished = true;
    this._corked = 0;
    this._finish();
    return this;
  }

  _finish(): void {
    this.emit('prefinish');
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ?? null;
    this.socket?.destroy(error);
    return this;
  }

  override pipe<T>(destination: T): T {
    this.emit('error', coded('ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'));
    return destination;
  }
}

export class ServerResponse extends OutgoingMessage {
  statusCode = 200;
  statusMessage: string | undefined = undefined;
  override sendDate = true;
  _sent100 = false;
  _expect_continue = false;
  _exchange: Exchange | undefined;

  constructor(req: IncomingMessage, _options?: unknown) {
    super();
    this.req = req;
    if (req.method === 'HEAD') this._hasBody = false;
    const http11 = req.httpVersionMajor > 1 || (req.httpVersionMajor === 1 && req.httpVersionMinor >= 1);
    if (!http11) {
      this.useChunkedEncodingByDefault = /chunked/i.test(String(req.headers.te ?? ''));
      this.shouldKeepAlive = false;
    }
  }

  assignSocket(socket: ConnectionSocket): void {
    this.socket = socket;
    this.emit('socket', socket);
  }

  detachSocket(): void {
    this.socket = null;
  }

  writeContinue(callback?: Callback): void {
    this._sent100 = true;
    if (callback) nextTick(() => callback());
  }

  writeProcessing(callback?: Callback): void {
    if (callback) nextTick(() => callback());
  }

  writeEarlyHints(_hints: unknown, callback?: Callback): void {
    if (callback) nextTick(() => callback());
  }

  override _implicitHeader(): void {
    this.writeHead(this.statusCode);
  }

  writeHeader(status: number, reason?: unknown, headers?: unknown): this {
    return this.writeHead(status, reason, headers);
  }

  writeHead(statusCode: number, reason?: unknown, headers?: unknown): this {
    if (this._header !== null) throw headersSent('write');
    const status = statusCode | 0;
    if (status < 100 || status > 999) {
      throw coded('ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${statusCode}`, RangeError);
    }
    let given = headers;
    if (typeof reason === 'string') {
      this.statusMessage = reason;
    } else {
      this.statusMessage ??= STATUS_CODES[status] ?? 'unknown';
      given ??= reason;
    }
    this.statusCode = status;
    // Headers given here win over those set before; a list may name one twice.
    const fields: Array<[string, HeaderValue]> = [];
    if (given !== undefined && given !== null) {
      const entries = headerEntries(given);
      for (const [name, value] of entries) {
        validateHeaderName(name);
        validateValues(name, value);
      }
      if (this._headers.size > 0 || !Array.isArray(given)) {
        if (Array.isArray(given)) for (const [name] of entries) this._headers.delete(name.toLowerCase());
        for (const [name, value] of entries) {
          if (Array.isArray(given) && this._headers.has(name.toLowerCase())) this.appendHeader(name, value);
          else this.setHeader(name, value);
        }
        fields.push(...this._headers.values());
      } else {
        fields.push(...entries);
      }
    } else {
      fields.push(...this._headers.values());
    }
    if (/[^\t\x20-\x7e\x80-\xff]/.test(this.statusMessage)) {
      throw coded('ERR_INVALID_CHAR', 'Invalid character in statusMessage', TypeError);
    }
    if (status === 204 || status === 304 || (status >= 100 && status <= 199)) this._hasBody = false;
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    this._store(fields);
    return this;
  }

  /** Settles the head: what the app set, then what Node adds. */
  _store(fields: ReadonlyArray<readonly [string, HeaderValue]>): void {
    const sent: Array<[string, string]> = [];
    const has = new Set<string>();
    let chunked = false;
    for (const [name, value] of fields) {
      const key = name.toLowerCase();
      has.add(key);
      if (Array.isArray(value)) {
        // Only cookies stay apart; one value of any other kind stays one line each as well, as Node writes them.
        if (key === 'cookie') sent.push([name, value.join('; ')]);
        else for (const part of value) sent.push([name, String(part)]);
      } else {
        sent.push([name, String(value)]);
      }
      const text = String(value);
      if (key === 'connection') {
        if (/(?:^|[ ,])close(?:$|[ ,])/i.test(text)) this.shouldKeepAlive = false;
      } else if (key === 'transfer-encoding') {
        if (/chunked/i.test(text)) chunked = true;
      } else if (key === 'content-length') {
        this._contentLength = Number(text);
      }
    }
    const bodyless = this.statusCode === 204 || this.statusCode === 304;
    if (bodyless && chunked) {
      chunked = false;
      this.shouldKeepAlive = false;
    }
    if (this.sendDate && !has.has('date')) sent.push(['Date', new Date().toUTCString()]);
    if (!this._removed.has('connection') && !has.has('connection')) {
      const keep = this.shouldKeepAlive && (has.has('content-length') || this.useChunkedEncodingByDefault);
      if (keep && !this.maxRequestsOnConnectionReached) {
        sent.push(['Connection', 'keep-alive']);
        const seconds = Math.floor((this.socket?.keepAliveTimeout ?? 5000) / 1000);
        if (seconds > 0 && !has.has('keep-alive')) sent.push(['Keep-Alive', `timeout=${seconds}`]);
      } else {
        sent.push(['Connection', 'close']);
      }
    }
    if (!has.has('content-length') && !has.has('transfer-encoding') && this._hasBody) {
      if (!this.useChunkedEncodingByDefault) {
        // HTTP/1.0: the end of the connection ends the body.
      } else if (
        !has.has('trailer') &&
        !this._removed.has('content-length') &&
        this._contentLength !== null
      ) {
        sent.push(['Content-Length', String(this._contentLength)]);
      } else if (!this._removed.has('transfer-encoding')) {
        sent.push(['Transfer-Encoding', 'chunked']);
        chunked = true;
      }
    }
    this.chunkedEncoding = chunked;
    this._sentHeaders = sent;
    this._header = `HTTP/1.1 ${this.statusCode} ${this.statusMessage}\r\n${sent.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  }

  override _finish(): void {
    super._finish();
    this._deliver();
    nextTick(() => {
      if (this.destroyed) return;
      this.writableFinished = true;
      this.emit('finish');
    });
  }

  _deliver(): void {
    const exchange = this._exchange;
    if (!exchange) return;
    const body = joinChunks(this._chunks);
    this._chunks = [];
    const declared = this._sentHeaders.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
    const length = declared === undefined ? undefined : Number(declared);
    if (this._hasBody && length !== undefined && length > body.byteLength) {
      exchange.broken(`Content-Length says ${declared}, but the body has ${body.byteLength} bytes`);
      return;
    }
    exchange.answer({
      status: this.statusCode,
      statusMessage: this.statusMessage ?? '',
      headers: this._sentHeaders,
      body: length !== undefined && length < body.byteLength ? body.slice(0, length) : body,
    });
  }
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

function validateValues(name: string, value: unknown): void {
  if (Array.isArray(value)) for (const part of value) validateHeaderValue(name, part);
  else validateHeaderValue(name, value);
}

function validateString(name: unknown): void {
  if (typeof name !== 'string') throw invalidArgument('name', 'of type string', name);
}

const headersSent = (what: string) =>
  coded('ERR_HTTP_HEADERS_SENT', `Cannot ${what} headers after they are sent to the client`);
