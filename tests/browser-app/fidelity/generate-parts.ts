/** Random parts of requests: what clients send, and what HTTP allows although hardly any client sends it. */
import { createHmac } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../../../graders/kit/random.ts';
import { SECRETS } from './apps/secrets.ts';
import type { Sample } from './sample.ts';

export type Header = readonly [name: string, value: string];

/** True in `percent` of a hundred cases. */
export const chance = (random: Random, percent: number): boolean => random.fraction() * 100 < percent;

export const several = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: random.integer(0, most) }, make);

const METHODS =
  'GET GET GET GET POST POST POST PUT PATCH DELETE HEAD HEAD OPTIONS TRACE PURGE PROPFIND SEARCH REPORT QUERY M-SEARCH LINK'.split(
    ' ',
  );
const ODD_METHODS = ['get', 'Post', 'FOO', 'GETS', 'M-FOO', 'BREW', 'PRI', 'SOURCE', 'CONNECT', 'X', '!#$'];

export const method = (random: Random): string =>
  chance(random, 4) ? random.pick(ODD_METHODS) : random.pick(METHODS);

const SEGMENTS = [
  'a',
  'users',
  '13',
  '14',
  '42',
  '..',
  '.',
  '',
  '%20',
  '%2F',
  '%2e%2e',
  '%',
  '%zz',
  '%E0%A4%A',
  '%c3%a9',
  '%00',
  'caf\u00e9',
  '\u00ff\u0080',
  '茶',
  '😀',
  'a b',
  'a;b=c',
  'a:b',
  'a,b',
  '~x',
  'x@y',
  "it's",
  '(1)',
  '[2]',
  '{3}',
  '"q"',
  '<s>',
  '^',
  '`',
  '|',
  '\\',
  '+',
  '&',
  '=',
  '$1',
  '!',
  '*',
  '\u007f',
  'index.html',
  'A',
  'USERS',
];
const QUERIES = [
  'a=1',
  'a=1&a=2',
  'a[]=1&a[]=2',
  'a[b][c]=d',
  'a[0]=x&a[2]=y',
  'a',
  'a=',
  '=b',
  '&&',
  'a=%20+b',
  'a=%zz',
  'a=%',
  'a=%E4',
  'a=caf\u00e9',
  'a=茶',
  'a?b=c',
  '?',
  'a=1#frag',
  '#',
  '__proto__=x',
  'constructor[prototype]=y',
  'a.b=c',
  'a=b=c',
  'a;b',
  'a=%00',
  'callback=run',
  'callback=a.b[0]',
  'callback=<x>',
  'then=go',
  'a="<>\\^`{|}',
  'a[a][a][a][a][a][a][a]=deep',
  'a=1&b=2&c=3&d=4',
  'hasOwnProperty=1',
  '%61=%62',
  'a%5Bb%5D=c',
  '\u00e9=\u00e8',
];
export const query = (random: Random): string => (chance(random, 40) ? `?${random.pick(QUERIES)}` : '');

/** A path with everything in it that a request line can hold. */
export function oddPath(random: Random): string {
  const kind = random.integer(0, 24);
  if (kind === 0) return '*';
  if (kind === 1) return `http://other.example${random.pick(['', '/', '/x?y', ':80/z'])}`;
  if (kind === 2)
    return random.pick([
      '',
      '?a=1',
      'abc',
      'abc/def',
      '#x',
      ':80',
      'a.b:443',
      'HTTPS://h/p',
      'mailto:x',
      '.',
    ]);
  if (kind === 3) return `/${'long/'.repeat(random.integer(100, 700))}`;
  if (kind === 4) return `//${random.pick(['', 'evil.example', '/', 'a/b'])}`;
  return `/${several(random, 3, () => random.pick(SEGMENTS)).join('/')}${query(random)}`;
}

export const plainPath = (random: Random): string =>
  `/${several(random, 2, () => random.text(random.integer(1, 6))).join('/')}${query(random)}`;

const TEXTS = [
  '1',
  'value',
  '',
  ' padded\t',
  'caf\u00e9',
  '\u00ff\u0080',
  '茶',
  'two words',
  'a, b',
  '"quoted"',
  'a=b; c',
  '<b>',
  'a\tb',
  '0',
];

const POOL: Record<string, readonly string[]> = {
  Accept: [
    '*/*',
    'text/html',
    'application/json',
    'text/html;q=0.5, application/json',
    'image/*',
    'nonsense',
    '',
    'text/plain;q=0',
    'application/vnd.api+json, */*;q=0.1',
  ],
  'Accept-Encoding': ['gzip', 'gzip, deflate, br', 'identity;q=0', '*', 'br;q=1.0, gzip;q=0.8', ''],
  'Accept-Language': ['de', 'en-GB,en;q=0.9', '*', 'de-CH, fr;q=0.2', ''],
  'Accept-Charset': ['utf-8', 'iso-8859-1;q=0.5', '*'],
  Authorization: ['Basic YTpi', 'Bearer x.y.z', 'Basic', ''],
  'Cache-Control': ['no-cache', 'max-age=0', 'no-store', 'only-if-cached'],
  Connection: [
    'close',
    'keep-alive',
    'Keep-Alive',
    'close, x',
    'keep-alive, close',
    'TE',
    'Upgrade',
    '',
    'X-A',
  ],
  'Content-Type': [
    'application/json',
    'text/plain',
    'text/plain; charset=latin1',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'nonsense',
    '',
    'application/octet-stream',
    'text/html;charset="utf-8"',
  ],
  Date: ['Tue, 01 Oct 2024 00:00:00 GMT', 'yesterday'],
  Expect: ['100-continue', '100-Continue', '200-ok', 'x', '100-continue, x', ''],
  From: ['a@example.com'],
  Host: [
    'example.com',
    'example.com:8080',
    'a.b.c.example.co.uk',
    '[::1]:3000',
    '127.0.0.1',
    '',
    'ex ample',
    'EXAMPLE.com',
    'a:b:c',
  ],
  'If-Match': ['"v1"', '*'],
  'If-Modified-Since': [
    'Tue, 01 Oct 2024 00:00:00 GMT',
    'Mon, 01 Jan 2024 00:00:00 GMT',
    'Wed, 01 Jan 2025 00:00:00 GMT',
    'never',
  ],
  'If-None-Match': ['"v1"', 'W/"v1"', '*', '"x", "v1"', 'v1', ''],
  'If-Unmodified-Since': ['Tue, 01 Oct 2024 00:00:00 GMT'],
  'Keep-Alive': ['timeout=5', 'max=1'],
  'Max-Forwards': ['0', '10'],
  Origin: ['https://evil.example', 'null'],
  Pragma: ['no-cache'],
  Range: [
    'bytes=0-9',
    'bytes=-5',
    'bytes=5-',
    'bytes=0-1,3-4',
    'bytes=9-1',
    'bytes=2000-',
    'items=0-1',
    'bytes',
    'bytes=0-4,5-9,1-2',
    '',
  ],
  Referer: ['https://example.com/a?b', '/relative', ''],
  'Set-Cookie': ['a=1', 'b=2'],
  TE: ['trailers', 'chunked', 'gzip, trailers'],
  Upgrade: ['websocket', 'h2c', 'h2c, websocket'],
  'User-Agent': ['curl/8', 'x', ''],
  Via: ['1.1 proxy'],
  'X-Forwarded-For': [
    '1.2.3.4',
    '1.2.3.4, 10.0.0.1',
    'unknown',
    ' 5.6.7.8 ,9.9.9.9',
    '',
    '::1',
    '1.2.3.4:80',
  ],
  'X-Forwarded-Host': ['shop.example', 'a.example, b.example', 'shop.example:8443'],
  'X-Forwarded-Proto': ['https', 'http', 'https, http', 'ftp', ''],
  'X-Requested-With': ['XMLHttpRequest', 'xmlhttprequest', 'x'],
  'X-HTTP-Method-Override': ['DELETE'],
  constructor: ['x'],
  toString: ['x'],
  "X-!#$%&'*+.^_`|~9": ['odd name'],
};
const NAMES = [...Object.keys(POOL), '__proto__'];

const anyCase = (random: Random, name: string): string => {
  const kind = random.integer(0, 9);
  if (kind === 0) return name.toLowerCase();
  if (kind === 1) return name.toUpperCase();
  return name;
};

function anyHeader(random: Random): Header {
  if (chance(random, 25)) return [anyCase(random, random.pick(['X-A', 'X-B'])), random.pick(TEXTS)];
  if (chance(random, 15)) return [anyCase(random, 'Cookie'), cookies(random)];
  const name = random.pick(NAMES);
  return [
    anyCase(random, name),
    random.pick(Object.hasOwn(POOL, name) ? (POOL[name] ?? ['x']) : ['polluted']),
  ];
}

/** Headers of all sorts, some of them repeated, seldom very long or very many. */
export function headers(random: Random, most = 5): Header[] {
  const list = several(random, most, () => anyHeader(random));
  if (list[0] && chance(random, 12))
    list.push([anyCase(random, list[0][0]), random.pick([list[0][1], ...TEXTS])]);
  if (chance(random, 2)) list.push(['X-Long', 'l'.repeat(random.pick([1000, 8000, 15_000, 16_500, 40_000]))]);
  if (chance(random, 1))
    list.push(...Array.from({ length: random.pick([50, 300]) }, (_, n): Header => [`X-${n}`, String(n)]));
  return list;
}

const sign = (value: string, secret: string) =>
  `${value}.${createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '')}`;

/** A `Cookie` header: plain, quoted, encoded, signed, JSON, broken. */
export function cookies(random: Random): string {
  const make = (): string => {
    const value = random.pick([
      '1',
      'x y',
      '%C3%A9',
      '%zz',
      '"q"',
      'j:{"a":1}',
      'j:[1',
      'j:"x"',
      'caf\u00e9',
      '',
      'a=b',
      '\\',
      's:x',
      's:x.y',
    ]);
    const name = random.pick(['a', 'b', 'plain', 'signed', '__proto__', 'sid', 'constructor', 'a b', '']);
    if (chance(random, 30)) {
      const signed = `s:${sign(value, random.pick([...SECRETS, 'wrong']))}`;
      return `${name}=${chance(random, 70) ? encodeURIComponent(signed) : signed}`;
    }
    return chance(random, 10) ? name : `${name}=${value}`;
  };
  return Array.from({ length: random.integer(1, 4) }, make).join(random.pick(['; ', ';', ' ; ', ', ']));
}

export const sessionCookie = (random: Random, sid: string): string =>
  `sid=${encodeURIComponent(`s:${sign(sid, chance(random, 90) ? random.pick(SECRETS) : 'wrong')}`)}`;

const JSON_TEXTS = [
  '{}',
  '[]',
  '{"a":1}',
  '{"a":{"b":[1,2,{"c":null}]}}',
  '{"n":21,"m":"\u00fc茶😀"}',
  '{"a":1,}',
  '{a:1}',
  '"text"',
  '5',
  'null',
  'true',
  '',
  ' ',
  '\n{"a":1}\n',
  '{"__proto__":{"x":1}}',
  '{"a":"\\u0000"}',
  '{"a":"\u0000"}',
  '{"a":1}{"b":2}',
  '[1',
  '\ufeff{"a":1}',
  '{"forbidden":true}',
  '{"a":1e999}',
  '{"a":-0}',
  '{"a":"\\ud800"}',
  `{"long":"${'x'.repeat(60)}"}`,
  '{"a":12345678901234567890}',
  "{'a':1}",
  '{"a":undefined}',
  '<xml/>',
  '{"a":1,"a":2}',
];
const FORM_TEXTS = [
  'a=1&b=2',
  'a[b]=c&a[d][]=e',
  'a=1&a=2',
  'a=%20+b',
  'a=%E4%zz',
  'a=%C3%A9',
  'a=\u00e9',
  'a',
  '=',
  '',
  '&&&',
  'a[b][c][d][e][f]=g',
  '__proto__[x]=1',
  'a[__proto__][y]=1',
  'a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11',
  'utf8=%E2%9C%93&a=%C3%A9',
  'utf8=%26%2310003%3B&a=%E9',
  'a=%26%239786%3B',
  'a[0]=x&a[1]=y',
  'a[100]=z',
  'a=b=c',
  'a[]=&a[]',
  'a.b=1',
  'a=\u0000',
];
const TEXT_TEXTS = [
  'hello',
  '',
  'caf\u00e9 茶 😀',
  'line\r\nline\n',
  '\u0000\u0001',
  '\ufeffbom',
  'x'.repeat(1025),
  'x'.repeat(300),
];
const CHARSETS = [
  'utf-8',
  'UTF-8',
  'utf8',
  'iso-8859-1',
  'latin1',
  'us-ascii',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'windows-1252',
  'shift_jis',
  'nonsense',
  'utf-7',
  '"utf-8"',
  'koi8-r',
  'gbk',
  'big5',
  'euc-kr',
  '',
];

export interface Content {
  bytes: Uint8Array;
  type: string | undefined;
}

function multipart(random: Random): Content {
  const boundary = random.pick(['----x', 'b', "odd'boundary()+_,-./:=?"]);
  const part = () => {
    const name = random.pick(['file', 'file', 'other', 'text', 'a[b]', 'a[]', '', '__proto__', 'caf\u00e9']);
    const isFile = chance(random, 55);
    const filename = random.pick([
      'a.txt',
      '../../etc/passwd',
      'caf\u00e9.png',
      'a"b.txt',
      '',
      'C:\\x\\y.txt',
      '茶.txt',
    ]);
    const head = [
      `Content-Disposition: form-data; name="${name}"${isFile ? `; filename="${filename}"` : ''}`,
    ];
    if (isFile && chance(random, 10)) head[0] += "; filename*=utf-8''caf%C3%A9";
    if (chance(random, 60) && isFile)
      head.push(
        `Content-Type: ${random.pick(['text/plain', 'image/png', 'nonsense', 'text/html; charset=utf-8'])}`,
      );
    if (chance(random, 8))
      head.push(`Content-Transfer-Encoding: ${random.pick(['7bit', 'binary', 'base64'])}`);
    const body = random.pick([
      '',
      'x',
      'hello\r\nthere',
      '--',
      `--${boundary}x`,
      'caf\u00e9',
      '\u0000\u0001',
      'y'.repeat(150),
      'z'.repeat(250),
    ]);
    return `--${boundary}\r\n${head.join('\r\n')}\r\n\r\n${body}\r\n`;
  };
  let text = `${several(random, 5, part).join('')}--${boundary}--\r\n`;
  if (chance(random, 8)) text = text.slice(0, random.integer(0, text.length));
  if (chance(random, 5)) text = `preamble\r\n${text}epilogue`;
  const bytes = Buffer.from(text, chance(random, 70) ? 'utf8' : 'latin1');
  const quoted = /[^\w-]/.test(boundary) || chance(random, 20) ? `"${boundary}"` : boundary;
  const type = chance(random, 94)
    ? `multipart/form-data; boundary=${quoted}`
    : random.pick(['multipart/form-data', 'multipart/mixed; boundary=b', 'multipart/form-data; boundary=']);
  return { bytes, type };
}

/** A body, mostly with the type that it has. */
export function content(random: Random, wanted?: 'json' | 'form' | 'text' | 'multipart' | 'binary'): Content {
  const kind =
    wanted && chance(random, 85)
      ? wanted
      : random.pick(['json', 'form', 'text', 'multipart', 'binary'] as const);
  if (kind === 'multipart') return multipart(random);
  const charset = chance(random, 30) ? random.pick(CHARSETS) : undefined;
  const suffix = charset === undefined ? '' : `; charset=${charset}`;
  if (kind === 'binary') {
    const length = chance(random, 10) ? random.integer(1000, 6000) : random.integer(0, 60);
    return {
      bytes: random.bytes(length),
      type: chance(random, 25)
        ? undefined
        : random.pick(['application/octet-stream', 'image/png', 'text/plain']),
    };
  }
  const [texts, types] = TEXTS_OF[kind];
  return { bytes: encoded(random.pick(texts), charset), type: `${random.pick(types)}${suffix}` };
}

const TEXTS_OF: Record<
  'json' | 'form' | 'text',
  readonly [texts: readonly string[], types: readonly string[]]
> = {
  json: [
    JSON_TEXTS,
    [
      'application/json',
      'application/json',
      'application/vnd.api+json',
      'Application/JSON',
      'application/json;x=y',
      'text/json',
    ],
  ],
  form: [FORM_TEXTS, ['application/x-www-form-urlencoded']],
  text: [TEXT_TEXTS, ['text/plain', 'text/plain', 'text/html', 'text/csv']],
};

function encoded(text: string, charset: string | undefined): Uint8Array {
  if (charset === 'utf-16' || charset === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (charset === 'utf-32')
    return Uint8Array.from(
      new Uint8Array(Uint32Array.from([...text], (letter) => letter.codePointAt(0) ?? 0).buffer),
    );
  if (['iso-8859-1', 'latin1', 'windows-1252', 'us-ascii'].includes(charset ?? ''))
    return Buffer.from(text, 'latin1');
  return Buffer.from(text);
}

/** A body as it is sent: sometimes compressed, with its length in one of three ways, cut anywhere. */
export function sentBody(
  random: Random,
  { bytes: plain, type }: Content,
): Pick<Sample, 'body' | 'length' | 'cuts'> & { headers: Header[] } {
  const headers: Header[] =
    type === undefined ? [] : [[chance(random, 85) ? 'Content-Type' : 'content-type', type]];
  let bytes = plain;
  if (chance(random, 14)) {
    const coding = random.pick([
      'gzip',
      'GZIP',
      'deflate',
      'br',
      'identity',
      'x-gzip',
      'nonsense',
      'gzip, gzip',
    ]);
    headers.push(['Content-Encoding', coding]);
    const isRight = chance(random, 85);
    if (isRight && /gzip/i.test(coding)) bytes = gzipSync(bytes);
    else if (isRight && coding === 'deflate') bytes = deflateSync(bytes);
    else if (isRight && coding === 'br') bytes = brotliCompressSync(bytes);
    if (chance(random, 6)) bytes = bytes.subarray(0, Math.max(1, bytes.length >> 1));
  }
  const length = random.pick(['added', 'told', 'told', 'chunked', 'chunked'] as const);
  const most = length === 'chunked' ? 4 : 0;
  const cuts = several(random, most, () => random.integer(0, bytes.length)).sort((a, b) => a - b);
  return { headers, body: Uint8Array.from(bytes), length, ...(cuts.length > 0 ? { cuts } : {}) };
}
