import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { concat, server } from '../postgres/wire.ts';
import { connected } from './server-connection.ts';

const refusal = (code: string, message: string) => server.error({ severity: 'FATAL', code, message });
const welcome = concat(server.authenticationOk(), server.ready('I'));

/** A server that answers its first clients so, one after the other, and all others like the last of them. */
async function serving(answers: readonly Uint8Array[]): Promise<{ url: string; asked(): number }> {
  let clients = 0;
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      const answer = answers[Math.min(clients, answers.length - 1)] ?? welcome;
      clients += 1;
      socket.write(answer);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  const { port } = listener.address() as AddressInfo;
  return { url: `postgres://somebody@127.0.0.1:${port}/somewhere`, asked: () => clients };
}

test('a server that is starting up, or recovers, is waited for', async () => {
  const { url, asked } = await serving([
    refusal('57P03', 'the database system is starting up'),
    refusal('57P03', 'the database system is in recovery mode'),
    welcome,
  ]);
  await connected(url);
  expect(asked()).toBe(3);
});

test('any other refusal is told at once, with the server and the next step', async () => {
  const { url, asked } = await serving([refusal('28P01', 'password authentication failed')]);
  await expect(connected(url)).rejects.toThrow(
    /^The PostgreSQL server at 127\.0\.0\.1:\d+ can't be used: password authentication failed\. Check the URL/,
  );
  expect(asked()).toBe(1);
});
