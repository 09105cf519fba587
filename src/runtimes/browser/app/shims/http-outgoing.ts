/**
 * `http.OutgoingMessage` without a socket's bytes: the head and the body are collected and given to the exchange as soon
 * as the message ends. What the app sees (events, errors, headers, return values) is Node's, and so is what would stand
 * on the wire, mistakes included.
 */

import { coded, invalidArgument } from '../worker/errors.ts';
import { nextTick } from '../worker/ticks.ts';
import { Buffer } from './buffer.ts';
import type { SentHead, SentPiece } from './http-answer.ts';
import {
  asLatin1,
  type HeaderValue,
  headersSent,
  isInvalidHeaderText,
  validateHeaderName,
  validateHeaderValue,
} from './http-headers.ts';
import type { IncomingMessage } from './http-incoming.ts';
import type { ConnectionSocket } from './http-socket.ts';
import { Stream } from './stream.ts';

export type Callback = (error?: Error | null) => void;
type Chunk = string | Uint8Array;

const noop = () => {};
const HIGH_WATER_MARK = 65_536;
const SAYS_CHUNKED = /(?:^|\W)chunked(?:$|\W)/i;
const SAYS_CLOSE = /(?:^|\W)close(?:$|\W)/i;
/** The end of a chunk. */
const LINE_END_BYTES = 2;

export class OutgoingMessage extends Stream {
  req: IncomingMessage | undefined;
  outputData: unknown[] = [];
  outputSize = 0;
  writable = true;
  destroyed = false;
  finished = false;
  chunkedEncoding = false;
  shouldKeepAlive = true;
  maxRequestsOnConnectionReached = false;
  useChunkedEncodingByDefault = true;
  sendDate = false;
  strictContentLength = false;
  socket: ConnectionSocket | null = null;
  _header: string | null = null;
  _headerSent = false;
  _hasBody = true;
  _contentLength: number | null = null;
  _removedConnection = false;
  _removedContLen = false;
  _removedTE = false;
  _last = false;
  _trailer = '';
  _closed = false;
  _defaultKeepAlive = true;
  _keepAliveTimeout = 0;
  _maxRequestsPerSocket = 0;
  _refusesNonStandardBodies = false;
  /** `null` until the first header is set. */
  _headers: Record<string, [name: string, value: HeaderValue]> | null = null;
  _head: SentHead = { status: 0, headers: [] };
  _pieces: SentPiece[] = [];
  /** Chunks that wait for `uncork`. */
  _held: Array<{ bytes: Uint8Array; callback: Callback }> = [];
  _errored: Error | null | undefined = null;
  _finishedWriting = false;
  _corked = 0;
  /** Bytes that a socket would still hold in this turn. */
  _pending = 0;
  /** What is written in one turn goes out together. */
  _turn = 0;
  _needsDrain = false;
  _written = 0;
  _endCallbacks: Callback[] = [];

  get errored(): Error | null | undefined {
    return this._errored;
  }
  get closed(): boolean {
    return this._closed;
  }
  get writableFinished(): boolean {
    return this._finishedWriting;
  }
  get writableObjectMode(): boolean {
    return false;
  }
  get writableLength(): number {
    return this._pending;
  }
  get writableHighWaterMark(): number {
    return HIGH_WATER_MARK;
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
    return !this.destroyed && !this.finished && this._needsDrain;
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
    this._corked -= 1;
    if (this._corked !== 0) return;
    for (const { bytes, callback } of this._held.splice(0))
      this._send(bytes, null, callback, bytes.byteLength);
  }

  setHeader(name: string, value: HeaderValue): this {
    if (this._header !== null) throw headersSent('set');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    // An object, since Node has one: names that are numbers come first.
    this._headers ??= Object.create(null) as NonNullable<typeof this._headers>;
    this._headers[name.toLowerCase()] = [name, value];
    return this;
  }

  setHeaders(headers: Map<string, HeaderValue> | Headers): this {
    if (this._header !== null) throw headersSent('set');
    const given = headers as Partial<Map<string, HeaderValue>> | undefined;
    if (
      !given ||
      Array.isArray(given) ||
      typeof given.keys !== 'function' ||
      typeof given.get !== 'function'
    ) {
      throw invalidArgument('headers', 'an instance of Headers or Map', headers);
    }
    let cookies: string[] | undefined;
    for (const [name, value] of headers as Map<string, HeaderValue>) {
      if (name !== 'set-cookie') {
        this.setHeader(name, value);
        continue;
      }
      cookies ??= [];
      cookies.push(...(Array.isArray(value) ? (value as string[]) : [value as string]));
    }
    if (cookies) this.setHeader('set-cookie', cookies);
    return this;
  }

  appendHeader(name: string, value: HeaderValue): this {
    if (this._header !== null) throw headersSent('append');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    const before = this._headers?.[name.toLowerCase()];
    if (!before) return this.setHeader(name, value);
    // As Node does: a list that the app gave grows itself.
    if (!Array.isArray(before[1])) before[1] = [before[1] as string];
    const list = before[1] as unknown[];
    if (Array.isArray(value)) for (const part of value) list.push(part);
    else list.push(value);
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    validateString(name);
    return this._headers?.[name.toLowerCase()]?.[1];
  }

  getHeaderNames(): string[] {
    return Object.keys(this._headers ?? {});
  }

  getRawHeaderNames(): string[] {
    return Object.values(this._headers ?? {}).map(([name]) => name);
  }

  getHeaders(): Record<string, HeaderValue> {
    const headers: Record<string, HeaderValue> = Object.create(null);
    for (const [key, [, value]] of Object.entries(this._headers ?? {})) headers[key] = value;
    return headers;
  }

  hasHeader(name: string): boolean {
    validateString(name);
    return this._headers?.[name.toLowerCase()] !== undefined;
  }

  removeHeader(name: string): void {
    validateString(name);
    if (this._header !== null) throw headersSent('remove');
    const key = name.toLowerCase();
    if (key === 'connection') this._removedConnection = true;
    else if (key === 'content-length') this._removedContLen = true;
    else if (key === 'transfer-encoding') this._removedTE = true;
    else if (key === 'date') this.sendDate = false;
    if (this._headers) delete this._headers[key];
  }

  flushHeaders(): void {
    if (this._header === null) this._implicitHeader();
    // A socket holds back what is written to the end of the turn, and nothing else.
    const isHeldBack = this._pending > 0;
    this._send('');
    if (!isHeldBack) this._pending = 0;
  }

  /** They are checked; a client of the course does not see them. */
  addTrailers(headers: Record<string, HeaderValue> | ReadonlyArray<readonly [string, HeaderValue]>): void {
    const entries = Array.isArray(headers)
      ? (headers as ReadonlyArray<readonly [string, HeaderValue]>)
      : Object.entries(headers);
    for (const [name, value] of entries) {
      validateHeaderName(name, 'Trailer name');
      const values = Array.isArray(value) && value.length > 1 ? value : [value];
      if (values.some((part) => isInvalidHeaderText(part))) {
        throw coded('ERR_INVALID_CHAR', `Invalid character in trailer content ["${name}"]`, TypeError);
      }
    }
  }

  _implicitHeader(): void {
    throw coded('ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented');
  }

  write(chunk: Chunk, encoding?: BufferEncoding | Callback | null, callback?: Callback): boolean {
    const [given, done] = typeof encoding === 'function' ? [undefined, encoding] : [encoding, callback];
    const goesOn = this._writeChunk(chunk, given, done, false);
    if (!goesOn) this._needsDrain = true;
    return goesOn;
  }

  _writeChunk(
    chunk: Chunk,
    encoding: BufferEncoding | null | undefined,
    given: Callback | null | undefined,
    isLast: boolean,
  ): boolean {
    const callback = typeof given === 'function' ? given : noop;
    if (chunk === null) {
      throw coded('ERR_STREAM_NULL_VALUES', 'May not write null values to stream', TypeError);
    }
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw invalidArgument('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
    }
    if (this.finished || this.destroyed) {
      const error = this.finished
        ? coded('ERR_STREAM_WRITE_AFTER_END', 'write after end')
        : coded('ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
      if (this.destroyed) nextTick(() => callback(error));
      else this._fail(error, callback);
      return false;
    }
    const length =
      typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding ?? undefined) : chunk.byteLength;
    if (this.strictContentLength) {
      const sum = this._written + length;
      const expected = this._contentLength ?? 0;
      if (this._hasStrictLength() && (isLast ? sum !== expected : sum > expected)) throw this._mismatch(sum);
      this._written = sum;
    }
    if (this._header === null) {
      if (isLast) this._contentLength = length;
      this._implicitHeader();
    }
    if (!this._hasBody) {
      if (this._refusesNonStandardBodies) {
        throw coded(
          'ERR_HTTP_BODY_NOT_ALLOWED',
          'Adding content for this request method or response status is not allowed.',
        );
      }
      nextTick(() => callback());
      return true;
    }
    if (!this.chunkedEncoding || chunk.length === 0) return this._send(chunk, encoding, callback);
    if (this._corked === 0 || !this._headerSent) return this._send(chunk, encoding, callback, length);
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding ?? undefined) : chunk;
    this._held.push({ bytes: Uint8Array.prototype.slice.call(bytes), callback });
    return this._held.reduce((sum, { bytes: { byteLength } }) => sum + byteLength, 0) < HIGH_WATER_MARK;
  }

  /** Takes bytes as a socket would; returns whether it would take more. */
  _send(
    data: Chunk,
    encoding?: BufferEncoding | null,
    callback: Callback = noop,
    chunkLength?: number,
  ): boolean {
    if (!this._headerSent && this._header !== null) {
      this._headerSent = true;
      this._pending += this._header.length;
      // Node sends the head together with a first text, in the text's encoding: then it is UTF-8, else Latin-1.
      const isText = typeof data === 'string' && chunkLength === undefined;
      if (isText && (!encoding || encoding === 'utf8')) this._head = inUtf8(this._head);
    }
    if (this.socket?.destroyed) return false;
    if (typeof data === 'string' && encoding && !Buffer.isEncoding(encoding)) {
      // The length of the chunk is out by then.
      if (chunkLength !== undefined)
        this._pieces.push({ bytes: new Uint8Array(0), chunkLength, turn: this._turn });
      throw coded('ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`, TypeError);
    }
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding ?? undefined) : data;
    // A copy: the app may use its buffer again. (Buffer's own `slice` is a view.)
    if (bytes.byteLength > 0 || chunkLength !== undefined) {
      this._pieces.push({ bytes: Uint8Array.prototype.slice.call(bytes), chunkLength, turn: this._turn });
    }
    // As a socket counts: of a text its letters.
    this._pending += data.length;
    if (chunkLength !== undefined) this._pending += chunkLength.toString(16).length + 2 * LINE_END_BYTES;
    nextTick(() => this._flushed(callback));
    return this._pending < HIGH_WATER_MARK;
  }

  /** The turn is over: a socket would have taken everything. */
  _flushed(callback: Callback): void {
    this._pending = 0;
    this._turn += 1;
    if (this.socket?.destroyed) return;
    callback();
    if (!this._needsDrain || this.finished) return;
    nextTick(() => {
      if (!this._needsDrain || this.finished || this.destroyed) return;
      this._needsDrain = false;
      this.emit('drain');
    });
  }

  /** An error that is told on the next tick: to the callback, and as an event while the message is not destroyed. */
  _fail(error: Error, callback: Callback): void {
    nextTick(() => {
      callback(error);
      if (!this.destroyed) this.emit('error', error);
    });
  }

  _hasStrictLength(): boolean {
    return (
      this.strictContentLength &&
      this._contentLength !== null &&
      this._hasBody &&
      !this._removedContLen &&
      !this.chunkedEncoding &&
      !this.hasHeader('transfer-encoding')
    );
  }

  _mismatch(length: number): Error {
    return coded(
      'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
      `Response body's content-length of ${length} byte(s) does not match the content-length of ${this._contentLength} byte(s) set in header`,
    );
  }

  end(
    chunk?: Chunk | Callback | null,
    encoding?: BufferEncoding | Callback | null,
    callback?: Callback,
  ): this {
    const [data, given, done] =
      typeof chunk === 'function'
        ? [undefined, undefined, chunk]
        : typeof encoding === 'function'
          ? [chunk, undefined, encoding]
          : [chunk, encoding, callback];
    if (data) {
      if (this.finished) {
        const error = coded('ERR_STREAM_WRITE_AFTER_END', 'write after end');
        if (!this.destroyed) this._fail(error, typeof done === 'function' ? done : noop);
        return this;
      }
      this._writeChunk(data, given, undefined, true);
    } else if (this.finished) {
      if (typeof done === 'function') this._queueEndCallback(done);
      return this;
    } else if (this._header === null) {
      this._contentLength = 0;
      this._implicitHeader();
    }
    if (typeof done === 'function') this._queueEndCallback(done);
    if (this._hasStrictLength() && this._written !== this._contentLength) throw this._mismatch(this._written);
    if (!this._headerSent) this._send('', 'latin1');
    if (this._hasBody && this.chunkedEncoding) {
      this._pieces.push({ bytes: new Uint8Array(0), chunkLength: 0, turn: this._turn });
    }
    this._corked = 0;
    this._pending = 0;
    this.finished = true;
    if (this.socket) this._finish();
    return this;
  }

  _queueEndCallback(callback: Callback): void {
    if (this._finishedWriting) {
      callback(coded('ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished'));
    } else this._endCallbacks.push(callback);
  }

  _finish(): void {
    this.emit('prefinish');
    if (this.socket?.destroyed || this.destroyed) return;
    nextTick(() => {
      if (this._errored) return;
      this._finishedWriting = true;
      for (const callback of this._endCallbacks.splice(0)) callback(null);
      this.emit('finish');
    });
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this._errored = error;
    if (this.socket) this.socket.destroy(error);
    else nextTick(() => this._close());
    return this;
  }

  _close(): void {
    if (this._closed) return;
    this._closed = true;
    this.emit('close');
  }

  override pipe<T>(destination: T): T {
    this.emit('error', coded('ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'));
    return destination;
  }

  /** Settles the head: what the app set, then what Node adds. `checks`: they were not checked when they were set. */
  _storeHeader(
    firstLine: string,
    status: number,
    fields: ReadonlyArray<readonly [string, HeaderValue]>,
    checks: boolean,
  ): void {
    const sent: Array<[string, string]> = [];
    const has = new Set<string>();
    const store = (name: string, value: unknown) => {
      if (checks) validateHeaderValue(name, value);
      const text = String(value);
      sent.push([name, text]);
      has.add(name.toLowerCase());
      this._obey(name.toLowerCase(), text);
    };
    for (const [name, given] of fields) {
      if (checks) validateHeaderName(name);
      const value = this._contentLength && /^content-disposition$/i.test(name) ? asLatin1(given) : given;
      // Only cookies of a request share a line.
      if (Array.isArray(value) && !(value.length > 1 && /^cookie$/i.test(name))) {
        for (const part of value) store(name, part);
      } else store(name, Array.isArray(value) ? value.join('; ') : value);
    }
    if (this.sendDate && !has.has('date')) sent.push(['Date', new Date().toUTCString()]);
    if (this.chunkedEncoding && (status === 204 || status === 304)) {
      this.chunkedEncoding = false;
      this.shouldKeepAlive = false;
    }
    if (this._removedConnection) this._last = !this.shouldKeepAlive;
    else if (!has.has('connection')) this._tellConnection(sent, has);
    if (!has.has('content-length') && !has.has('transfer-encoding')) this._tellLength(sent, has);
    if (!this.chunkedEncoding && has.has('trailer')) {
      throw coded('ERR_HTTP_TRAILER_INVALID', 'Trailers are invalid with this transfer encoding');
    }
    this._head = { status, headers: sent };
    this._header = `${firstLine}${sent.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    this._headerSent = false;
  }

  /** Headers that tell something to the message itself. */
  _obey(key: string, text: string): void {
    if (key === 'connection') {
      this._removedConnection = false;
      if (SAYS_CLOSE.test(text)) this._last = true;
      else this.shouldKeepAlive = true;
    } else if (key === 'transfer-encoding') {
      this._removedTE = false;
      if (SAYS_CHUNKED.test(text)) this.chunkedEncoding = true;
    } else if (key === 'content-length') {
      this._contentLength = Number(text);
      this._removedContLen = false;
    } else if (key === 'keep-alive') this._defaultKeepAlive = false;
  }

  _tellConnection(sent: Array<[string, string]>, has: ReadonlySet<string>): void {
    const keep = this.shouldKeepAlive && (has.has('content-length') || this.useChunkedEncodingByDefault);
    if (!keep || this.maxRequestsOnConnectionReached) {
      if (!keep) this._last = true;
      sent.push(['Connection', 'close']);
      return;
    }
    sent.push(['Connection', 'keep-alive']);
    if (!this._keepAliveTimeout || !this._defaultKeepAlive) return;
    const most = this._maxRequestsPerSocket > 0 ? `, max=${this._maxRequestsPerSocket}` : '';
    sent.push(['Keep-Alive', `timeout=${Math.floor(this._keepAliveTimeout / 1000)}${most}`]);
  }

  _tellLength(sent: Array<[string, string]>, has: ReadonlySet<string>): void {
    if (!this._hasBody) this.chunkedEncoding = false;
    else if (!this.useChunkedEncodingByDefault) this._last = true;
    else if (!has.has('trailer') && !this._removedContLen && typeof this._contentLength === 'number') {
      sent.push(['Content-Length', String(this._contentLength)]);
    } else if (!this._removedTE) {
      sent.push(['Transfer-Encoding', 'chunked']);
      this.chunkedEncoding = true;
    } else this._last = true;
  }
}

/** A head whose text goes as UTF-8, as a client reads it: byte by byte. */
const inUtf8 = ({ status, headers }: SentHead): SentHead => ({
  status,
  headers: headers.map(([name, value]) => [name, Buffer.from(value).toString('latin1')] as const),
});

function validateString(name: unknown): void {
  if (typeof name !== 'string') throw invalidArgument('name', 'of type string', name);
}
