import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { exchange } from './http-exchange.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers every connection with these bytes; resolves with what it was sent. */
async function answering(answer: string, end = true) {
  const received = Promise.withResolvers<string>();
  server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      received.resolve(bytes.toString('latin1'));
      socket.write(answer);
      if (end) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { to: { host: '127.0.0.1', port }, received: received.promise };
}

const GET = { method: 'GET', path: '/', headers: [] } as const;

test('everything is sent as given, and comes back as the app wrote it', async () => {
  const { to, received } = await answering(
    'HTTP/1.1 201 Made\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nhi',
  );
  const response = await exchange(to, {
    method: 'POST',
    path: '/a/../b?x=%2F%zz',
    headers: [
      ['Host', 'www.example.com'],
      ['X-Forwarded-For', '1.1.1.1'],
      ['x-forwarded-for', '2.2.2.2'],
    ],
    body: new TextEncoder().encode('{}'),
  }).response;
  expect(await received).toBe(
    'POST /a/../b?x=%2F%zz HTTP/1.1\r\nHost: www.example.com\r\nX-Forwarded-For: 1.1.1.1\r\n' +
      'x-forwarded-for: 2.2.2.2\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}',
  );
  expect(response).toMatchObject({
    status: 201,
    headers: [
      ['set-cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Content-Length', '2'],
    ],
  });
  expect(new TextDecoder().decode(response.body)).toBe('hi');
});

test('what a request line or a header cannot carry is made harmless', async () => {
  const { to, received } = await answering('HTTP/1.1 204 No\r\n\r\n');
  await exchange(to, { method: 'GET', path: '/a b\n', headers: [['X-A', 'ä €\r\nX-B: 1']] }).response;
  const [line, , header] = (await received).split('\r\n');
  expect(line).toBe('GET /a%20b%0A HTTP/1.1');
  expect(header).toBe(`X-A: ${Buffer.from('ä €').toString('latin1')}  X-B: 1`);
});

test.each([
  ['no HTTP at all', 'hello\r\n', /not HTTP/],
  ['an end in the middle', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', /middle/],
  ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', /middle|not HTTP/],
  ['nothing', '', /without an answer/],
])('%s is told', async (_, answer, reason) => {
  const { to } = await answering(answer);
  await expect(exchange(to, GET).response).rejects.toThrow(reason);
});

test('nobody listening is told', async () => {
  await expect(exchange({ host: '127.0.0.1', port: 1 }, GET).response).rejects.toThrow('nobody listens');
});

test('an exchange can be given up', async () => {
  const { to, received } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', false);
  const { response, abandon } = exchange(to, GET);
  const rejected = expect(response).rejects.toThrow('nobody waits');
  await received;
  abandon();
  await rejected;
});
