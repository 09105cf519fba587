/** A request as it goes over the wire: what the sender left out is added, what no wire can carry is made to fit. */
import type { HttpRequest } from './runtime.ts';

export interface RequestOnWire {
  method: string;
  target: string;
  headers: Array<readonly [name: string, value: string]>;
  body: Uint8Array | undefined;
}

/** `host`: what `Host` says when the request does not. The same in every runtime. */
export function onWire({ method, path, headers, body }: HttpRequest, host: string): RequestOnWire {
  const names = headers.map(([name]) => name.toLowerCase());
  const sent = headers.map(([name, value]): readonly [string, string] => [name, headerValue(value)]);
  if (!names.includes('host')) sent.unshift(['Host', host]);
  if (!names.includes('connection')) sent.push(['Connection', 'close']);
  if (body && !names.includes('content-length') && !names.includes('transfer-encoding')) {
    sent.push(['Content-Length', String(body.length)]);
  }
  return { method: method.toUpperCase(), target: targetOf(path), headers: sent, body };
}

/** What no request line can carry is escaped; all else stays as it is. */
const targetOf = (path: string) => path.replace(/[^!-\u00ff]/gu, encodeURIComponent) || '/';

const encoder = new TextEncoder();

/** Header values are bytes on the wire: characters beyond Latin-1 go as UTF-8, line ends can't be sent. */
function headerValue(value: string): string {
  const bytes = /[\u0100-\uffff]/.test(value)
    ? Array.from(encoder.encode(value), (byte) => String.fromCharCode(byte)).join('')
    : value;
  // The white space around it is no part of it.
  return bytes.replace(/[\r\n\0]/g, ' ').replace(/^[ \t]+|[ \t]+$/g, '');
}
