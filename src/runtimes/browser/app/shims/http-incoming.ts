/** `http.IncomingMessage`: a request that has come. */
import { distinctHeaders, type HeaderPairs, joinHeaders } from './http-headers.ts';
import type { ConnectionSocket } from './http-socket.ts';
import { Readable } from './stream.ts';

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
  _pieces: Uint8Array[] = [];
  /** False while less came than Content-Length announced. */
  _whole = true;

  constructor(socket: ConnectionSocket) {
    // As in Node: destroyed once read to the end *and* the answer is done, by the server.
    super({ autoDestroy: false, highWaterMark: 65536 });
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
    for (const piece of this._pieces.splice(0)) if (piece.byteLength > 0) this.push(piece);
    if (this._whole && !this.complete) {
      this.complete = true;
      this.push(null);
    }
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    // Destroying a request that was not read to its end cuts the connection.
    if (!this.socket.destroyed && this.aborted) this.socket.destroy(error ?? undefined);
    const reported = error && this.listenerCount('error') === 0 ? null : error;
    queueMicrotask(() => callback(reported));
  }

  _dump(): void {
    this.resume();
  }
}

function pairs(raw: readonly string[]): HeaderPairs {
  const list: Array<[string, string]> = [];
  for (let n = 0; n + 1 < raw.length; n += 2) list.push([raw[n] ?? '', raw[n + 1] ?? '']);
  return list;
}
