/** `http.ServerResponse`: the answer of a server, given to whoever waits for it when it ends. */
import inspected from 'node-inspect-extracted';
import { coded, invalidArgument, invalidValue, outOfRange } from '../worker/errors.ts';
import { type Answer, answerOf, type Exchange } from './http-answer.ts';
import {
  type HeaderValue,
  headersSent,
  isInvalidHeaderText,
  validateHeaderName,
  validateHeaderValue,
} from './http-headers.ts';
import type { IncomingMessage } from './http-incoming.ts';
import { type Callback, OutgoingMessage } from './http-outgoing.ts';
import type { ConnectionSocket } from './http-socket.ts';
import { STATUS_CODES } from './http-status.ts';

const { format } = inspected;

const SAYS_CHUNKED = /(?:^|\W)chunked(?:$|\W)/i;
const LINK = /^(?:<[^>\r\n]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;

export class ServerResponse extends OutgoingMessage {
  statusCode = 200;
  statusMessage: string | undefined = undefined;
  override sendDate = true;
  _sent100 = false;
  _expect_continue = false;
  _exchange: Exchange | undefined;

  constructor(req: IncomingMessage, options?: { rejectNonStandardBodyWrites?: boolean }) {
    super();
    this.req = req;
    this._refusesNonStandardBodies = options?.rejectNonStandardBodyWrites ?? false;
    if (req.method === 'HEAD') this._hasBody = false;
    const http11 = req.httpVersionMajor > 1 || (req.httpVersionMajor === 1 && req.httpVersionMinor >= 1);
    if (!http11) {
      this.useChunkedEncodingByDefault = SAYS_CHUNKED.test(String(req.headers.te ?? ''));
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

  /** Answers ahead of the answer are checked; a client of the course does not see them. */
  writeInformation(statusCode: number, headers?: unknown, callback?: Callback): boolean {
    if (this._header !== null) throw headersSent('write');
    if (typeof statusCode !== 'number') throw invalidArgument('statusCode', 'of type number', statusCode);
    if (!Number.isInteger(statusCode)) throw outOfRange('statusCode', 'an integer', statusCode);
    if (statusCode < 100 || statusCode > 199) throw outOfRange('statusCode', '>= 100 && <= 199', statusCode);
    if (statusCode === 101) throw invalidStatus(statusCode);
    for (const [name, value] of headers === undefined || headers === null ? [] : entriesOf(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return this._send('', 'latin1', callback ?? undefined);
  }

  writeContinue(callback?: Callback): void {
    this.writeInformation(100, null, callback);
    this._sent100 = true;
  }

  writeProcessing(callback?: Callback): void {
    this.writeInformation(102, null, callback);
  }

  writeEarlyHints(hints: Record<string, HeaderValue>, callback?: Callback): void {
    if (typeof hints !== 'object' || hints === null || Array.isArray(hints)) {
      throw invalidArgument('hints', 'of type object', hints);
    }
    if (hints.link === null || hints.link === undefined) return;
    const link = linkOf(hints.link);
    if (link.length === 0) return;
    if (isInvalidHeaderText(link)) {
      throw coded('ERR_INVALID_CHAR', 'Invalid character in header content ["Link"]', TypeError);
    }
    this.writeInformation(103, { ...hints, link }, callback);
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
    if (status < 100 || status > 999) throw invalidStatus(statusCode);
    let given = headers;
    if (typeof reason === 'string') {
      this.statusMessage = reason;
    } else {
      this.statusMessage ||= STATUS_CODES[status] ?? 'unknown';
      given ??= reason;
    }
    this.statusCode = status;
    const merged = this._headers && this._mergedWith(given);
    if (isInvalidHeaderText(this.statusMessage)) {
      throw coded('ERR_INVALID_CHAR', 'Invalid character in statusMessage', TypeError);
    }
    if (status === 204 || status === 304 || (status >= 100 && status <= 199)) this._hasBody = false;
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    const fields = merged ?? (given ? entriesOf(given) : []);
    this._storeHeader(`HTTP/1.1 ${status} ${this.statusMessage}\r\n`, status, fields, !this._headers);
    return this;
  }

  /** Headers given here win over those set before; a list may name one twice. */
  _mergedWith(given: unknown): Array<readonly [string, HeaderValue]> {
    if (Array.isArray(given)) {
      if (given.length % 2 !== 0) throw invalidValue('headers', given);
      const entries = pairsOf(given);
      for (const [name] of entries) this.removeHeader(name);
      for (const [name, value] of entries) if (name) this.appendHeader(name, value);
    } else if (given) {
      for (const [name, value] of Object.entries(given)) if (name) this.setHeader(name, value as HeaderValue);
    }
    return Object.values(this._headers ?? {});
  }

  /** What a client has got whole although the connection was cut: a head that no body belongs to. */
  _bodilessAnswer(): Answer | undefined {
    const isHeadOut = this._headerSent && this._pending === 0;
    if (this._hasBody || !isHeadOut) return undefined;
    try {
      return answerOf(this._head, [], false);
    } catch {
      return undefined;
    }
  }

  override _finish(): void {
    super._finish();
    const exchange = this._exchange;
    if (!exchange || this.socket?.destroyed) return;
    const pieces = this._pieces.splice(0);
    try {
      // As in Node: what is still corked comes behind the last chunk.
      if (this._held.length > 0) throw new Error('what was corked came behind its end');
      exchange.answer(answerOf(this._head, pieces, this._hasBody));
    } catch (error) {
      exchange.broken((error as Error).message);
    }
  }
}

const invalidStatus = (status: unknown) =>
  coded('ERR_HTTP_INVALID_STATUS_CODE', format('Invalid status code: %s', status), RangeError);

const pairsOf = (list: readonly unknown[]): Array<[string, HeaderValue]> =>
  Array.from({ length: list.length / 2 }, (_, n) => [list[2 * n] as string, list[2 * n + 1] as HeaderValue]);

/** `[name, value, …]`, `[[name, value], …]` or an object. */
function entriesOf(headers: unknown): Array<[string, HeaderValue]> {
  if (!Array.isArray(headers)) return Object.entries(headers as object) as Array<[string, HeaderValue]>;
  if (Array.isArray(headers[0])) return headers as Array<[string, HeaderValue]>;
  if (headers.length % 2 !== 0) throw invalidValue('headers', headers);
  return pairsOf(headers);
}

/** @throws ERR_INVALID_ARG_VALUE */
function linkOf(hints: unknown): string {
  const format = (value: unknown): string => {
    if (typeof value === 'string' && LINK.test(value)) return value;
    throw invalidValue(
      'hints',
      value,
      'must be an array or string of format "</styles.css>; rel=preload; as=style"',
    );
  };
  return Array.isArray(hints) ? hints.map(format).join(', ') : format(hints);
}
