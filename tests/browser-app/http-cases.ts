/**
 * Small handlers and requests for the comparison of the worker's `http` with Node's. A handler is the body of
 * `async (req, res, http) => { … }`; `note(value)` adds to what is compared beside the answer.
 */
export interface HttpCase {
  name: string;
  handler: string;
  method?: string;
  path?: string;
  headers?: Array<[string, string]>;
  body?: string;
  /** Offsets at which the body is cut into chunks. */
  cuts?: readonly number[];
}

const errorCode = (statement: string) =>
  `try { ${statement}; note('no error'); } catch (error) { note([error.name, error.code, error.message]); }`;

export const HTTP_CASES: HttpCase[] = [
  { name: 'end with a text', handler: "res.end('hello');" },
  { name: 'end without anything', handler: 'res.end();' },
  { name: 'two writes are chunked', handler: "res.write('a'); res.write(Buffer.from('b')); res.end('c');" },
  { name: 'one write, then end', handler: "res.write('a'); res.end();" },
  {
    name: 'a head is out at once where nothing holds it back',
    handler: "res.flushHeaders(); note(res.writableLength); res.end('x');",
  },
  {
    name: 'a head that is out and has no body outlives the connection',
    method: 'HEAD',
    handler: 'res.flushHeaders(); res.destroy();',
  },
  { name: '304 outlives it, too', handler: 'res.writeHead(304); res.flushHeaders(); res.destroy();' },
  {
    name: 'what is written counts in letters',
    handler:
      "res.write('茶😀'); note(res.writableLength); res.write('4869', 'hex'); note(res.writableLength); res.end();",
  },
  {
    name: 'a bad status message is told before an odd list of headers',
    handler: `${errorCode("res.writeHead(451, '茶')")} ${errorCode("res.writeHead(206, ['odd'])")} res.statusMessage = 'Tea'; res.end();`,
  },
  { name: 'encodings', handler: "res.write('4869', 'hex'); res.end('ISE=', 'base64');" },
  { name: 'status and message', handler: "res.statusCode = 418; res.statusMessage = 'Tea'; res.end('x');" },
  {
    name: 'an unknown status',
    handler: 'res.statusCode = 599; note(res.statusMessage); res.end(); note(res.statusMessage);',
  },
  { name: '204 has no body', handler: "res.statusCode = 204; res.end('gone');" },
  { name: '304 has no body', handler: "res.writeHead(304, { ETag: '\"a\"' }); res.end('gone');" },
  { name: '204 with chunked', handler: "res.writeHead(204, { 'Transfer-Encoding': 'chunked' }); res.end();" },
  { name: 'HEAD', method: 'HEAD', handler: "res.setHeader('Content-Length', 5); res.end('hello');" },
  { name: 'HEAD without a length', method: 'HEAD', handler: "res.end('hello');" },
  {
    name: 'names keep their case, later ones win',
    handler:
      "res.setHeader('x-One', 1); res.setHeader('X-ONE', '2'); res.setHeader('Set-Cookie', ['a=1', 'b=2']); res.setHeader('X-List', ['p', 'q']); note([res.getHeaderNames(), res.getRawHeaderNames(), res.getHeader('x-one'), res.getHeaders(), res.hasHeader('SET-cookie')]); res.removeHeader('x-list'); res.end();",
  },
  {
    name: 'appendHeader',
    handler: "res.appendHeader('A', 'x').appendHeader('a', ['y', 'z']); note(res.getHeader('A')); res.end();",
  },
  {
    name: 'setHeaders',
    handler:
      "res.setHeaders(new Headers([['a', '1'], ['set-cookie', 'c=1'], ['set-cookie', 'd=2']])); note(res.getHeaders()); res.end();",
  },
  {
    name: 'writeHead with an object over setHeader',
    handler:
      "res.setHeader('A', '1'); res.setHeader('B', '2'); res.writeHead(201, { a: '3', C: '4' }); res.end('x');",
  },
  {
    name: 'writeHead with a message and a list',
    handler:
      "res.writeHead(200, 'Fine', ['A', '1', 'a', '2', 'Set-Cookie', 'x=1', 'Set-Cookie', 'y=2']); res.end();",
  },
  {
    name: 'writeHead with a list over setHeader',
    handler: "res.setHeader('A', '0'); res.writeHead(200, ['A', '1', 'A', '2']); res.end();",
  },
  {
    name: 'own date, connection and length',
    handler:
      "res.setHeader('Date', 'then'); res.setHeader('Connection', 'close'); res.setHeader('Content-Length', '2'); res.end('ok');",
  },
  { name: 'no date', handler: 'res.sendDate = false; res.end();' },
  { name: 'connection: close of the client', headers: [['Connection', 'close']], handler: "res.end('x');" },
  {
    name: 'removed headers',
    handler:
      "res.removeHeader('Date'); res.removeHeader('Transfer-Encoding'); res.removeHeader('Content-Length'); res.end('x');",
  },
  { name: 'flushHeaders', handler: "res.flushHeaders(); note(res.headersSent); res.end('x');" },
  {
    name: 'headers after they were sent',
    handler: `res.write('a'); ${errorCode("res.setHeader('a', 'b')")} ${errorCode('res.writeHead(200)')} ${errorCode("res.removeHeader('a')")} ${errorCode("res.appendHeader('a', 'b')")} res.end();`,
  },
  {
    name: 'what no header can be',
    handler: `${errorCode("res.setHeader('a b', 'x')")} ${errorCode("res.setHeader('', 'x')")} ${errorCode("res.setHeader('a', 'x\\ny')")} ${errorCode("res.setHeader('a', undefined)")} ${errorCode("res.setHeader('a', 'ü€')")} ${errorCode("res.setHeader('Set-Cookie', ['a=1', 'b=\\u0000'])")} ${errorCode('res.writeHead(99)')} ${errorCode("res.writeHead('abc')")} ${errorCode('res.getHeader(1)')} ${errorCode("res.writeHead(200, 'a\\nb')")} res.statusMessage = 'OK'; res.end();`,
  },
  {
    name: 'what no body can be',
    handler: `${errorCode('res.write({})')} ${errorCode('res.write(null)')} ${errorCode('res.write(undefined)')} ${errorCode('res.end(5)')} res.end();`,
  },
  { name: 'latin-1 header values', handler: "res.setHeader('X', 'caf\\u00e9'); res.end();" },
  {
    name: 'writing after the end',
    handler:
      "res.on('error', (e) => note([e.code, e.message])); res.end('a'); note(res.write('b', (e) => note(e.code))); res.end('c'); res.end(); note([res.writableEnded, res.finished, res.headersSent, res.writableFinished]); await wait();",
  },
  {
    name: 'events of an answer',
    handler:
      "for (const event of ['prefinish', 'finish', 'close', 'end']) res.on(event, () => note(event)); req.on('close', () => note('req close')); res.end('x', () => note('end callback')); note('after end'); await wait(); note([res.writableFinished, res.destroyed, req.destroyed, res.socket === null]);",
  },
  {
    name: 'duplicated request headers',
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
      ['Content-Type', 'text/plain'],
      ['content-type', 'text/html'],
      ['Authorization', 'one'],
      ['authorization', 'two'],
      ['__proto__', 'p'],
      ['X-Forwarded-For', '1.1.1.1'],
      ['x-forwarded-for', '2.2.2.2'],
    ],
    handler:
      "note([req.headers, Object.keys(req.headers), req.headersDistinct['x-a'], req.rawHeaders.filter((_, n) => n < 22)]); res.end();",
  },
  {
    name: 'a request line',
    method: 'DELETE',
    path: '/a%20b/../c?x=1&x=2#f',
    handler:
      'note([req.method, req.url, req.httpVersion, req.httpVersionMajor, req.httpVersionMinor, req.complete, req.aborted]); res.end();',
  },
  {
    name: 'a body as events',
    method: 'POST',
    body: 'hello ü',
    handler:
      "const chunks = []; req.on('data', (chunk) => chunks.push(chunk)); req.on('end', () => { note([Buffer.concat(chunks).toString(), Buffer.isBuffer(chunks[0]), req.complete, req.readableEnded]); res.end(req.headers['content-length']); });",
  },
  {
    name: 'a body as an iterable',
    method: 'POST',
    body: '{"a":1}',
    handler:
      "let text = ''; req.setEncoding('utf8'); for await (const chunk of req) text += chunk; note(text); res.end(text);",
  },
  { name: 'a body that nobody reads', method: 'POST', body: 'x'.repeat(1000), handler: "res.end('done');" },
  { name: 'a body that is piped', method: 'PUT', body: 'piped', handler: 'req.pipe(res);' },
  {
    name: 'addresses',
    handler:
      'note([req.socket.remoteAddress, req.socket.remoteFamily, req.socket.localAddress, typeof req.socket.remotePort, req.socket.encrypted, req.connection === req.socket, res.socket === req.socket, res.req === req]); res.end();',
  },
  { name: 'a cut connection', handler: 'req.socket.destroy();' },
  { name: 'a cut answer', handler: "res.write('half'); res.destroy();" },
  {
    name: 'less than announced',
    handler: "res.setHeader('Content-Length', 10); res.write('abc'); res.socket.end();",
  },
  {
    name: 'pipe into an answer',
    handler:
      "const { Readable } = await load('node:stream'); res.writeHead(200, { 'Content-Type': 'text/plain' }); Readable.from(['a', 'b', 'c']).pipe(res);",
  },
  {
    name: 'classes',
    handler:
      "note([req instanceof http.IncomingMessage, res instanceof http.ServerResponse, res instanceof http.OutgoingMessage, res.constructor.name, req.constructor.name, http.STATUS_CODES[404], http.METHODS.includes('PATCH')]); res.end();",
  },
  {
    name: 'expect: 100-continue',
    method: 'POST',
    body: 'x',
    headers: [['Expect', '100-continue']],
    handler: "req.resume(); res.end('went on');",
  },
  {
    name: 'express is set on the prototypes',
    handler:
      "Object.setPrototypeOf(res, Object.create(http.ServerResponse.prototype, { hi: { value: 1 } })); note([res.hi, res instanceof http.ServerResponse]); res.setHeader('a', 'b').end('x');",
  },
  {
    name: 'cork and uncork',
    handler: "res.cork(); res.write('a'); res.uncork(); res.end('b'); note(res.writableCorked);",
  },
  {
    name: 'early hints and continue',
    handler: "res.writeEarlyHints({ link: '</a.css>; rel=preload' }); res.end('x');",
  },
  {
    name: 'a chunked body comes in its pieces',
    method: 'POST',
    body: 'tea for two: 茶, é',
    // In the middle of characters, too.
    cuts: [3, 14, 18],
    handler:
      "let text = ''; req.on('data', (chunk) => { note(chunk.toString('hex')); text += chunk; }); req.on('end', () => res.end(text));",
  },
  {
    name: 'a chunked body read with an encoding',
    method: 'POST',
    body: 'tea for two: 茶, é',
    cuts: [3, 14, 18],
    handler:
      "req.setEncoding('utf8'); let text = ''; for await (const chunk of req) text += chunk; res.end(text);",
  },
  {
    name: 'a request line that no parser takes',
    path: '/caf\u00e9',
    handler: "note('never'); res.end();",
  },
  { name: 'a target without a slash', path: 'abc', handler: "note('never'); res.end();" },
  { name: 'an absolute target', path: 'http://other.example/x?y', handler: 'note(req.url); res.end();' },
  { name: 'a method that nobody knows', method: 'BREW', handler: "note('never'); res.end();" },
  {
    name: 'headers beyond a head',
    headers: [['X-Long', 'l'.repeat(16_500)]],
    handler: "note('never'); res.end();",
  },
  {
    name: 'white space around a header',
    headers: [['X-A', '  a b\t']],
    handler: "note(req.headers['x-a']); res.setHeader('X-B', '\\t c d '); res.end();",
  },
  {
    name: 'a header named as a member of every object',
    headers: [
      ['constructor', 'x'],
      ['toString', 'y'],
    ],
    handler: 'note([req.headers.constructor, req.headers.tostring]); res.end();',
  },
  {
    name: 'a request that nobody reads is not aborted',
    handler: "req.on('aborted', () => note('aborted')); res.end('x'); await wait(); note(req.destroyed);",
  },
  {
    name: 'a body is complete in the next turn, read or not',
    method: 'POST',
    body: 'x',
    handler:
      'note(req.complete); await new Promise((resolve) => setImmediate(resolve)); note(req.complete); res.end();',
  },
  {
    name: 'a body read after the answer',
    method: 'POST',
    body: 'late',
    handler: "res.end(); req.on('data', (chunk) => note(chunk.toString())); await wait();",
  },
  {
    name: 'a status set after the head',
    handler: "res.write('a'); res.statusCode = 500; res.end();",
  },
  {
    name: 'an empty status message',
    handler: "res.statusMessage = ''; res.writeHead(201); note(res.statusMessage); res.end();",
  },
  {
    name: 'headers set and removed, then a list',
    handler:
      "res.setHeader('A', '1'); res.removeHeader('A'); res.writeHead(200, ['B', '1', 'b', '2']); note(res.getHeaders()); res.end();",
  },
  {
    name: 'writeHead with pairs over setHeader',
    handler: `res.setHeader('A', '1'); ${errorCode("res.writeHead(200, [['B', '1'], ['C', '2'], ['D', '3']])")} res.end();`,
  },
  {
    name: 'writeHead with what are no headers',
    handler: "res.writeHead(200, 5); res.end('x');",
  },
  {
    name: 'headers whose names are numbers come first',
    handler: "res.setHeader('X', '1'); res.setHeader('5', '2'); note(res.getHeaderNames()); res.end();",
  },
  {
    name: 'appendHeader adds to the list that was given',
    handler:
      "const list = ['a']; res.setHeader('X', list); res.appendHeader('X', 'b'); note([list, res.getHeader('X')]); res.end();",
  },
  {
    name: 'Latin-1 in a head before a text is UTF-8',
    handler: "res.setHeader('X', 'caf\\u00e9'); res.setHeader('Content-Length', 1); res.end('x');",
  },
  {
    name: 'Latin-1 in a head before bytes',
    handler: "res.setHeader('X', 'caf\\u00e9'); res.end(Buffer.from('x'));",
  },
  {
    name: 'Latin-1 in Content-Disposition',
    handler: "res.setHeader('Content-Disposition', 'attachment; filename=\"caf\\u00e9\"'); res.end('x');",
  },
  {
    name: 'trailers without chunks',
    handler: `res.setHeader('Trailer', 'X-Sum'); res.setHeader('Content-Length', 1); ${errorCode("res.end('x')")} res.removeHeader('Trailer'); res.end('x');`,
  },
  {
    name: 'trailers that are none',
    handler: `${errorCode("res.addTrailers({ 'a b': '1' })")} ${errorCode("res.addTrailers({ a: 'x\\ny' })")} ${errorCode("res.addTrailers([['X-Sum', '1']])")} res.end();`,
  },
  {
    name: 'early hints that are none, or too late',
    handler: `${errorCode("res.writeEarlyHints({ link: 'bad' })")} ${errorCode('res.writeEarlyHints({})')} res.write('x'); ${errorCode("res.writeEarlyHints({ link: '</a>; rel=preload' })")} ${errorCode('res.writeContinue()')} ${errorCode('res.writeProcessing()')} res.end();`,
  },
  { name: 'a final answer that is none', handler: 'res.writeHead(199); res.end();' },
  { name: 'more than announced', handler: "res.setHeader('Content-Length', 3); res.end('abcdef');" },
  { name: 'two lengths', handler: "res.setHeader('Content-Length', ['1', '1']); res.end('x');" },
  {
    name: 'a length and chunks',
    handler:
      "res.setHeader('Content-Length', 1); res.setHeader('Transfer-Encoding', 'chunked'); res.end('x');",
  },
  { name: 'chunks without a word of them', handler: 'res.chunkedEncoding = true; res.end();' },
  {
    name: 'a strict length',
    handler: `res.strictContentLength = true; res.writeHead(200, { 'Content-Length': 3 }); ${errorCode("res.write('abcd')")} ${errorCode("res.end('ab')")} res.end('abc');`,
  },
  { name: 'hex that is none', handler: "note(Buffer.from('4g', 'hex').length); res.end('4869zz', 'hex');" },
  {
    name: 'an encoding that is none',
    handler: `${errorCode("res.write('', 'nonsense')")} ${errorCode("Buffer.from('x', 'nonsense')")} res.end();`,
  },
  {
    name: 'what no buffer can be made of',
    handler: `${errorCode('Buffer.from(5n)')} ${errorCode('Buffer.from(5)')} ${errorCode('Buffer.from({})')} ${errorCode('Buffer.from(null)')} res.end();`,
  },
  {
    name: 'bytes that are no UTF-8',
    handler:
      "const bytes = Buffer.from('2dee70e4b8f09f9841fce9', 'hex'); const { StringDecoder } = await load('node:string_decoder'); const decoder = new StringDecoder('utf8'); note([bytes.toString(), bytes.toString('utf8', 1, 4), bytes.toString('utf-8', -3, 2), decoder.write(bytes.subarray(0, 4)) + decoder.write(bytes.subarray(4)) + decoder.end()]); res.end();",
  },
  {
    name: 'a query that is no URI',
    handler:
      "const { default: querystring } = await load('node:querystring'); note([querystring.parse('a=%&b=%zz&c=%E4+x&a=2&=d&&e'), querystring.parse('a=1;b=2', ';'), querystring.parse('a&b&c', null, null, { maxKeys: 2 }), Object.getPrototypeOf(querystring.parse('a=1')), querystring.stringify({ a: [1, 'x y'], b: null, c: true, d: [] }), querystring.unescape('%zz'), querystring.escape(\"a b'()*!~\")]); res.end();",
  },
  {
    name: 'a buffer that is used again',
    handler: "const buffer = Buffer.from('abc'); res.write(buffer, () => { buffer.fill('x'); res.end(); });",
  },
  {
    name: 'write tells when it is enough, and drain when it goes on',
    handler:
      "note(res.write('x')); note([res.write('x'.repeat(70000)), res.writableNeedDrain]); await new Promise((resolve) => res.once('drain', resolve)); note([res.writableLength, res.writableNeedDrain]); res.end();",
  },
  {
    name: 'an answer that was given is not taken back',
    handler:
      "for (const event of ['finish', 'close']) res.on(event, () => note(event)); req.on('aborted', () => note('aborted')); res.end('x'); res.destroy(); await wait();",
  },
  {
    name: 'a cut connection is told of behind the turn',
    handler:
      "req.on('aborted', () => note('aborted')); req.on('error', (e) => note([e.code, e.message])); res.on('close', () => note('close')); res.destroy(); await new Promise((resolve) => setImmediate(resolve)); note('turn'); await wait();",
  },
  {
    name: 'a stream of what are no bytes cuts the answer',
    handler:
      "const { Readable } = await load('node:stream'); res.on('close', () => note(res.errored?.code)); Readable.from([{ not: 'bytes' }]).on('error', () => {}).pipe(res); await wait();",
  },
  {
    name: 'a broken archive is told of once',
    method: 'POST',
    body: 'no archive',
    handler:
      "const { pipeline } = await load('node:stream/promises'); const { createGunzip } = await load('node:zlib'); await pipeline(req, createGunzip(), res).catch((e) => note([e.code, e.message])); await wait();",
  },
  {
    name: 'a stack tells the name and the message as they are when it is asked for',
    handler:
      "const error = new Error('before'); error.message = 'after'; error.name = 'Renamed'; note([error.stack.split('\\n')[0], typeof Error.prepareStackTrace]); res.end();",
  },
  {
    name: 'an encoding chosen after the body has come',
    method: 'POST',
    body: 'four',
    handler:
      "await new Promise((resolve) => setImmediate(resolve)); req.setEncoding('base64'); let text = ''; for await (const part of req) text += part; res.end(text);",
  },
  {
    name: 'more than announced, in another turn',
    handler: "res.writeHead(200, { 'Content-Length': 3 }); res.write('abc'); await wait(); res.end('def');",
  },
  {
    name: 'nothing waits to be written after the end',
    handler: "res.write('abc'); note(res.writableLength); res.end('x'); note(res.writableLength);",
  },
];
