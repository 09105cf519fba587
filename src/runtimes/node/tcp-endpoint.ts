/** Carries a `WireEndpoint` over TCP on loopback, for the real `pg`. */
import { createServer, type Server, type Socket } from 'node:net';
import type { WireEndpoint } from '../postgres/relay-types.ts';

export interface TcpEndpoint {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listenFor(endpoint: WireEndpoint): Promise<TcpEndpoint> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    const connection = endpoint.connect({
      send: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
      close: () => socket.end(),
    });
    socket.on('data', (bytes) => connection.receive(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      connection.closed();
    });
  });
  const port = await listen(server);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Resolves with the port. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('No port to listen on'));
      else resolve(address.port);
    });
  });
}
