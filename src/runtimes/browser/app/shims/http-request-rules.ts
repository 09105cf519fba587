/** What Node's parser refuses of a request, before the app hears of it. */
import type { HeaderPairs } from './http-headers.ts';
import { METHODS } from './http-status.ts';

/** The largest head that Node reads, in bytes. */
const MAX_HEADER_SIZE = 16_384;

const isMethod = new Set(METHODS);
const PATH = /^[/*][!-~]*$/;
const ABSOLUTE = /^[a-z]+:\/\/(?!$)[\w\-.~%!$&'()*+,;=:@[\]]*(?:[/?][!-~]*)?$/i;

/** The status that Node answers with by itself. Not for `CONNECT`, which gets no answer but a connection. */
export function refusalOf(method: string, target: string, headers: HeaderPairs): 400 | 431 | undefined {
  if (!isMethod.has(method)) return 400;
  if (!PATH.test(target) && !ABSOLUTE.test(target)) return 400;
  let size = target.length;
  for (const [name, value] of headers) size += name.length + value.length;
  if (size >= MAX_HEADER_SIZE) return 431;
  return headers.some(([, value]) => hasControls(value)) || !hasOneLength(headers) ? 400 : undefined;
}

const hasControls = (value: string) => /[^\t -~\x80-\xff]/.test(value);

/** Where a body ends is told once, and clearly. */
function hasOneLength(headers: HeaderPairs): boolean {
  const values = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const [lengths, codings] = [values('content-length'), values('transfer-encoding')];
  if (lengths.length > 1 || lengths.some((length) => !/^\d{1,19}$/.test(length))) return false;
  if (codings.length > 0 && lengths.length > 0) return false;
  const names = codings.flatMap((coding) => coding.split(',')).map((name) => name.trim().toLowerCase());
  const chunked = names.indexOf('chunked');
  return names.every((name) => name !== '') && (chunked < 0 || chunked === names.length - 1);
}
