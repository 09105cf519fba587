/** `http.IncomingMessage`: a request that has come. */
import { nextTick } from '../worker/ticks.ts';
import { distinctHeaders, type HeaderPairs, joinHeaders } from './http-headers.ts';
import type { ConnectionSocket } from './http-socket.ts';
import { Readable } from './stream.ts';

const HIGH_WATER_MARK = 65_536;

export class IncomingMessage extends Readable {
  socket: ConnectionSocket;
  httpVersionMajor = 1;
  httpVersionMinor = 1;
  httpVersion = '1.1';
  complete = false;
  rawHeaders: string[] = [];
  rawTrailers: string[] = [];
  joinDuplicateHeaders = false;
  aborted = false;
  upgrade = false;
  url = '';
  method: string | null = null;
  statusCode: number | null = null;
  statusMessage: string | null = null;
  _headers: Record<string, string | string[]> | undefined;
  _distinct: Record<string, string[]> | undefined;
  /** What has come of the body and has found no place in the stream yet. */
  _pieces: Uint8Array[] = [];
  /** Everything has come that was announced. */
  _isWhole = false;
  /** Somebody reads. */
  _consuming = false;
  _dumped = false;

  constructor(socket: ConnectionSocket) {
    super({ highWaterMark: HIGH_WATER_MARK });
    const state = this as unknown as { _readableState: { readingMore: boolean } };
    state._readableState.readingMore = true;
    this.socket = socket;
  }

  get connection(): ConnectionSocket {
    return this.socket;
  }
  set connection(socket: ConnectionSocket) {
    this.socket = socket;
  }

  get headers(): Record<string, string | string[]> {
    this._headers ??= joinHeaders(pairs(this.rawHeaders), this.joinDuplicateHeaders);
    return this._headers;
  }
  set headers(headers: Record<string, string | string[]>) {
    this._headers = headers;
  }

  get headersDistinct(): Record<string, string[]> {
    this._distinct ??= distinctHeaders(pairs(this.rawHeaders));
    return this._distinct;
  }
  set headersDistinct(headers: Record<string, string[]>) {
    this._distinct = headers;
  }

  get trailers(): Record<string, string> {
    return {};
  }
  get trailersDistinct(): Record<string, string[]> {
    return {};
  }

  setTimeout(_ms: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback);
    return this;
  }

  override _read(): void {
    if (!this._consuming) {
      const state = this as unknown as { _readableState: { readingMore: boolean } };
      state._readableState.readingMore = false;
      this._consuming = true;
    }
    if (this._pieces.length > 0) nextTick(() => this._feed());
  }

  /** The body comes, as far as there is room for it: right after the listener of `request` has run. */
  _receive(pieces: readonly Uint8Array[], isWhole: boolean): void {
    // No read of a socket brings more at a time.
    this._pieces = pieces.flatMap((piece) => slices(piece, HIGH_WATER_MARK));
    this._isWhole = isWhole;
    this._feed();
  }

  _feed(): void {
    while (this._pieces.length > 0) {
      const piece = this._pieces.shift() as Uint8Array;
      if (!this._dumped && !this.destroyed && !this.push(piece)) break;
    }
    if (this._pieces.length > 0 || !this._isWhole || this.complete) return;
    this.complete = true;
    this.push(null);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    // At the end, since those who listened to an error may have gone by then: without them there is none.
    const done = () => nextTick(() => callback(error && this.listenerCount('error') === 0 ? null : error));
    // Destroying a request that was not read to its end cuts the connection.
    if (this.aborted && !this.socket.destroyed) {
      this.socket.once('close', done);
      this.socket.destroy(error ?? undefined);
    } else done();
  }

  /** Throws away what nobody will read. */
  _dump(): void {
    if (this._dumped) return;
    this._dumped = true;
    this.removeAllListeners('data');
    this.resume();
  }
}

const slices = (bytes: Uint8Array, most: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.byteLength / most) }, (_, n) =>
    bytes.subarray(n * most, (n + 1) * most),
  );

function pairs(raw: readonly string[]): HeaderPairs {
  const list: Array<[string, string]> = [];
  for (let n = 0; n + 1 < raw.length; n += 2) list.push([raw[n] ?? '', raw[n + 1] ?? '']);
  return list;
}
