/** Random programs for an answer: the methods of `http`, and Express's own. */
import type { Random } from '../../../graders/kit/random.ts';
import type { Step } from './apps/program.ts';
import { chance } from './generate-parts.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const NAMES = [
  'X-A',
  'x-a',
  'X-B',
  'Content-Type',
  'content-type',
  'Content-Length',
  'Connection',
  'Transfer-Encoding',
  'Date',
  'ETag',
  'Set-Cookie',
  'set-cookie',
  'Trailer',
  'Keep-Alive',
  'Cookie',
  'Vary',
  'Link',
  'Server',
  'Content-Encoding',
  'Expires',
  'Location',
  'Age',
  '__proto__',
  'Upgrade',
];
const BAD_NAMES = ['', 'a b', 'a:b', 'caf\u00e9', 'a\n', 5, { $undefined: 1 }, null];
const VALUES: readonly unknown[] = [
  '1',
  'value',
  '',
  ' padded ',
  'caf\u00e9',
  'a, b',
  5,
  0,
  true,
  null,
  -1.5,
  ['p', 'q'],
  ['p'],
  [],
  [1, 2],
  'x'.repeat(200),
];
const BAD_VALUES: readonly unknown[] = [
  'a\nb',
  'a\r\nX-Evil: 1',
  '茶',
  '\u0000',
  { $undefined: 1 },
  ['a', 'b\n'],
  [{ $undefined: 1 }],
  { $symbol: 'x' },
  {},
];

const name = (random: Random): unknown => (chance(random, 5) ? random.pick(BAD_NAMES) : random.pick(NAMES));

function value(random: Random, of: unknown): unknown {
  if (chance(random, 5)) return random.pick(BAD_VALUES);
  switch (String(of).toLowerCase()) {
    case 'content-length':
      return random.pick<unknown>([0, 3, '5', 5, 10, '2', 1000]);
    case 'connection':
      return random.pick<unknown>([
        'close',
        'keep-alive',
        'Close',
        'x',
        'close, x',
        'upgrade',
        ['close', 'x'],
        '',
      ]);
    case 'transfer-encoding':
      return random.pick<unknown>(['chunked', 'Chunked', 'identity', 'gzip, chunked']);
    case 'set-cookie':
      return random.pick<unknown>(['a=1', ['a=1', 'b=2; Path=/'], 'c=3; HttpOnly', []]);
    case 'keep-alive':
      return 'timeout=9';
    case 'trailer':
      return 'X-Sum';
    default:
      return random.pick(VALUES);
  }
}

const TEXTS = [
  'hello',
  '',
  'caf\u00e9',
  '茶😀',
  '4869',
  'SGk=',
  'a-_b',
  'x',
  'a\u0000b',
  '<p>hi</p>',
  '\ud800',
];
const ENCODINGS = [
  'utf8',
  'latin1',
  'hex',
  'base64',
  'base64url',
  'utf16le',
  'ucs2',
  'ascii',
  'binary',
  'UTF-8',
  'nonsense',
];

function chunk(random: Random): unknown[] {
  const kind = random.integer(0, 19);
  if (kind < 11)
    return chance(random, 25) ? [random.pick(TEXTS), random.pick(ENCODINGS)] : [random.pick(TEXTS)];
  if (kind < 15) return [{ $bytes: base64(random.bytes(random.integer(0, 40))) }];
  if (kind < 17) return [{ $array: base64(random.bytes(5)) }];
  if (kind === 17) return [{ $repeat: ['large ', random.pick([200, 3000, 12_000])] }];
  return [random.pick<unknown>([null, { $undefined: 1 }, 5, {}, [], true])];
}

const STATUSES = [
  200, 200, 200, 201, 202, 204, 205, 206, 299, 300, 301, 302, 304, 400, 401, 404, 418, 422, 451, 500, 503,
  599, 600, 999,
];
const BAD_STATUSES: readonly unknown[] = [99, 1000, 0, -1, '404', 'abc', 200.5, null, { $undefined: 1 }, {}];
const status = (random: Random): unknown =>
  chance(random, 8) ? random.pick(BAD_STATUSES) : random.pick(STATUSES);

function headersArgument(random: Random): unknown {
  const pairs = Array.from({ length: random.integer(0, 4) }, (): [unknown, unknown] => {
    const given = name(random);
    return [given, value(random, given)];
  });
  const kind = random.integer(0, 9);
  if (kind < 5) return Object.fromEntries(pairs);
  if (kind < 8) return pairs.flat();
  if (kind === 8) return pairs;
  return random.pick<unknown>([['odd'], [], {}, null, 'text', 5]);
}

const PROPERTIES = [
  'statusCode',
  'statusMessage',
  'headersSent',
  'writableEnded',
  'writableFinished',
  'finished',
  'writable',
  'destroyed',
  'sendDate',
  'chunkedEncoding',
  'shouldKeepAlive',
  'writableLength',
  'writableCorked',
  'writableNeedDrain',
  'writableObjectMode',
  'closed',
  'errored',
  'strictContentLength',
  'useChunkedEncodingByDefault',
];

/** One step with `http`'s own methods. */
function plainStep(random: Random): Step {
  switch (random.integer(0, 27)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const given = name(random);
      return ['call', 'setHeader', given, value(random, given)];
    }
    case 4:
    case 5: {
      const given = name(random);
      return ['call', 'appendHeader', given, value(random, given)];
    }
    case 6:
      return ['call', 'removeHeader', random.pick<unknown>([...NAMES, ...BAD_NAMES])];
    case 7:
    case 8:
    case 9: {
      const args: unknown[] = [status(random)];
      if (chance(random, 25)) args.push(random.pick<unknown>(['Fine', '', 'caf\u00e9', 'a\nb', '茶', 5]));
      if (chance(random, 70)) args.push(headersArgument(random));
      return ['call', 'writeHead', ...args];
    }
    case 10:
    case 11:
    case 12:
    case 13:
      return ['call', 'write', ...chunk(random)];
    case 14:
    case 15:
      return ['call', 'end', ...(chance(random, 70) ? chunk(random) : [])];
    case 16:
      return ['set', 'statusCode', status(random)];
    case 17:
      return [
        'set',
        'statusMessage',
        random.pick<unknown>(['Fine', '', 'caf\u00e9', 'a\nb', 5, { $undefined: 1 }]),
      ];
    case 18:
      return random.pick<Step>([
        ['set', 'sendDate', false],
        ['set', 'strictContentLength', true],
        ['set', 'shouldKeepAlive', false],
        ['set', 'useChunkedEncodingByDefault', false],
        ['set', 'chunkedEncoding', true],
      ]);
    case 19:
      return ['call', 'flushHeaders'];
    case 20:
      return [
        'call',
        'addTrailers',
        random.pick<unknown>([{ 'X-Sum': '1' }, { 'a b': '1' }, [['X-Sum', '1']], { 'X-Sum': 'a\nb' }, {}]),
      ];
    case 21:
      return random.pick<Step>([
        ['call', 'getHeaders'],
        ['call', 'getHeaderNames'],
        ['call', 'getRawHeaderNames'],
        ['call', 'hasHeader', 'x-A'],
        ['header', 'X-A'],
        ['header', 'set-cookie'],
        ['header', 5],
      ]);
    case 22:
      return [
        'call',
        'setHeaders',
        random.pick<unknown>([
          {
            $map: [
              ['X-A', '1'],
              ['set-cookie', 'a=1'],
            ],
          },
          {
            $headers: [
              ['x-b', '2'],
              ['set-cookie', 'a=1'],
              ['set-cookie', 'b=2'],
            ],
          },
          { a: '1' },
          [['a', '1']],
          null,
        ]),
      ];
    case 23:
      return random.pick<Step>([
        ['call', 'cork'],
        ['call', 'uncork'],
        ['call', 'writeContinue'],
        ['call', 'writeProcessing'],
        ['call', 'writeEarlyHints', { link: '</a.css>; rel=preload' }],
        ['call', 'writeEarlyHints', { link: 'bad' }],
        ['call', 'writeEarlyHints', {}],
      ]);
    case 24:
    case 25:
      return ['get', random.pick(PROPERTIES)];
    case 26:
      return ['tick'];
    default:
      return chance(random, 12) ? ['call', 'destroy'] : ['tick'];
  }
}

/** A program of `http`'s own methods; it reads the body where there is one. */
export function plainProgram(random: Random, hasBody: boolean): Step[] {
  if (chance(random, 35)) return [...(hasBody ? [reading(random)] : []), ['echo']];
  const steps = Array.from({ length: random.integer(1, 7) }, () => plainStep(random));
  if (hasBody && chance(random, 70)) steps.splice(random.integer(0, steps.length), 0, reading(random));
  if (hasBody && chance(random, 10))
    return [...steps.filter(([kind, of]) => kind !== 'call' || of !== 'end'), ['pipe']];
  return steps;
}

const reading = (random: Random): Step =>
  chance(random, 25)
    ? [
        'body',
        random.pick(['events', 'iterate', 'readable'] as const),
        random.pick(['utf8', 'latin1', 'hex', 'base64', 'utf16le', 'ascii']),
      ]
    : ['body', random.pick(['events', 'iterate', 'readable'] as const)];

const BODIES: readonly unknown[] = [
  'text',
  '',
  '<p>hi</p>',
  'caf\u00e9 茶',
  { a: 1 },
  { secret: 1, b: '<script>&' },
  [1, [2]],
  null,
  true,
  5,
  { $undefined: 1 },
  { $bytes: 'AAEC/w==' },
  { $array: 'AAEC' },
  'x'.repeat(2000),
  { $date: 0 },
  { $bigint: '5' },
  { nested: { d: { $date: 86_400_000 } } },
  'line\u2028sep',
  { sep: '\u2028\u2029' },
  { u: { $undefined: 1 } },
  [],
];
const TYPES: readonly unknown[] = [
  'json',
  'html',
  'text/plain',
  'png',
  'application/x-thing',
  'txt',
  'nonsense',
  '.js',
  'text/html; charset=latin1',
  'bin',
  '',
  'xml',
  'svg',
];
const TARGETS: readonly unknown[] = [
  '/next',
  'https://example.com/a?b=c',
  '../up',
  'back',
  '//evil.example',
  'a b',
  '/caf\u00e9',
  '/茶',
  '/a\r\nX: 1',
  'javascript:alert(1)',
  '',
  '/%zz',
  'https://ex ample/',
  'http://\u00fc.example/',
  '/a"b<c>',
  '\\\\evil',
  'https://user:pw@h/',
];
const COOKIE_OPTIONS: readonly unknown[] = [
  {},
  { httpOnly: true, secure: true },
  { maxAge: 1000 },
  { maxAge: 0 },
  { maxAge: 'x' },
  { maxAge: null },
  { path: '/x' },
  { path: 'bad;path' },
  { domain: 'example.com' },
  { domain: 'b ad' },
  { sameSite: true },
  { sameSite: 'none', partitioned: true },
  { sameSite: 'odd' },
  { priority: 'low' },
  { priority: 'odd' },
  { expires: { $date: 0 } },
  { expires: 'never' },
  { signed: true },
  { maxAge: 1234 },
  null,
];

function expressStep(random: Random): Step {
  switch (random.integer(0, 27)) {
    case 0:
    case 1:
    case 2:
      return ['call', 'send', random.pick(BODIES)];
    case 3:
    case 4:
      return ['call', 'json', random.pick(BODIES)];
    case 5:
      return ['call', 'jsonp', random.pick(BODIES)];
    case 6:
      return ['call', 'sendStatus', random.pick<unknown>([200, 204, 404, 304, 599, 799, 'abc', 99])];
    case 7:
    case 8:
      return ['call', 'status', status(random)];
    case 9:
    case 10:
      return chance(random, 60)
        ? ['call', 'redirect', random.pick(TARGETS)]
        : ['call', 'redirect', random.pick<unknown>([301, 303, 307, 404, 999, 99]), random.pick(TARGETS)];
    case 11:
      return ['call', 'location', random.pick(TARGETS)];
    case 12:
    case 13:
      return [
        'call',
        'cookie',
        random.pick<unknown>(['a', 'b', 'sid', 'b ad', '', '__proto__']),
        random.pick<unknown>(['v', 'a b', 'caf\u00e9', { j: 1 }, [1], 5, '', null, 'a;b', '"q"']),
        ...(chance(random, 60) ? [random.pick(COOKIE_OPTIONS)] : []),
      ];
    case 14:
      return [
        'call',
        'clearCookie',
        random.pick<unknown>(['a', 'b ad']),
        ...(chance(random, 50) ? [random.pick(COOKIE_OPTIONS)] : []),
      ];
    case 15:
    case 16:
      return ['call', random.pick(['type', 'contentType']), random.pick(TYPES)];
    case 17:
      return [
        'format',
        ...random
          .shuffle(['text', 'html', 'json', 'xml', 'application/x-thing', 'default'])
          .slice(0, random.integer(1, 4)),
      ];
    case 18:
      return ['call', 'links', random.pick<unknown>([{ next: '/2', last: '/9' }, {}, { a: ['/1', '/2'] }])];
    case 19:
      return [
        'call',
        'vary',
        random.pick<unknown>(['Accept', 'Origin, Cookie', '*', ['A', 'B'], '', 'b ad', []]),
      ];
    case 20:
    case 21: {
      const given = name(random);
      return ['call', random.pick(['set', 'header', 'append']), given, value(random, given)];
    }
    case 22:
      return [
        'call',
        'set',
        random.pick<unknown>([
          { 'X-A': '1', 'Content-Type': 'text/plain' },
          { 'Content-Type': 'text/css' },
          { 'X-A': ['1', '2'] },
          {},
        ]),
      ];
    case 23:
      return [
        'call',
        'attachment',
        ...(chance(random, 70)
          ? [random.pick(['a.txt', 'caf\u00e9.png', '茶.html', 'a"b.pdf', '../x/y.json', 'a%20b', ''])]
          : []),
      ];
    case 24:
      return ['call', 'get', random.pick(['Content-Type', 'x-a', 'Set-Cookie'])];
    case 25:
      return ['call', 'end', ...(chance(random, 60) ? chunk(random) : [])];
    default:
      return plainStep(random);
  }
}

const isFinal = ([kind, of]: Step) =>
  kind === 'format' ||
  (kind === 'call' && ['send', 'json', 'jsonp', 'sendStatus', 'redirect', 'end'].includes(of));

/** A program of Express's methods: mostly one that ends the answer once. */
export function expressProgram(random: Random): Step[] {
  const steps = Array.from({ length: random.integer(1, 6) }, () => expressStep(random));
  const ends = steps.filter(isFinal);
  if (ends.length < 2 || chance(random, 15)) return steps;
  return [...steps.filter((step) => !isFinal(step)), ends[0] as Step];
}
