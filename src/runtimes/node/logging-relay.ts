/** Passes PostgreSQL's wire protocol through to a server, byte by byte, and tells the statements on the way. */
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { StatementLog } from '../postgres/statement-log.ts';
import { FieldReader, MessageReader, ProtocolError } from '../postgres/wire.ts';
import type { SentStatement } from '../runtime.ts';
import { StatementRounds } from './statement-rounds.ts';

/** Where a server listens: a TCP address, or the path of a socket. */
export type ServerAddress =
  | { host: string; port: number; tls?: { rejectUnauthorized: boolean } }
  | { path: string };

export interface LoggingRelay {
  readonly port: number;
  /** Ends all connections; the next one has number 1. */
  closeConnections(): void;
  close(): Promise<void>;
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const SSL_REQUEST_CODE = 80877103;
const GSS_REQUEST_CODE = 80877104;
const VERSION_3 = 3;

/** Listens on a free port of 127.0.0.1. What several requests ask goes on in rounds (statement-rounds.ts). */
export async function startLoggingRelay(
  address: ServerAddress,
  tell: (statement: SentStatement) => void,
  requestsUnderway: () => number,
): Promise<LoggingRelay> {
  const rounds = new StatementRounds(requestsUnderway);
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((app) => {
    count += 1;
    sockets.add(app);
    app.setNoDelay(true);
    app.on('error', () => {});
    app.on('close', () => sockets.delete(app));
    passThrough(app, { address, rounds, log: new StatementLog(count, tell) });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      if (bound && typeof bound === 'object') resolve(bound.port);
      else reject(new Error('No port to listen on'));
    });
  });
  const closeConnections = () => {
    for (const socket of sockets) socket.destroy();
    count = 0;
  };
  return {
    port,
    closeConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        closeConnections();
      }),
  };
}

function passThrough(
  app: Socket,
  { address, rounds, log }: { address: ServerAddress; rounds: StatementRounds; log: StatementLog },
): void {
  const reader = new MessageReader();
  let started = false;
  let isReadable = true;
  let upstream: Socket | undefined;
  /** What the app sent before the server was reached. */
  const early: Buffer[] = [];
  const end = () => {
    app.destroy();
    upstream?.destroy();
  };
  app.on('close', () => {
    // What it said before it hung up is said.
    rounds.end();
    end();
  });
  reach(address, (reached) => {
    upstream = reached;
    if (app.destroyed) return end();
    for (const bytes of early.splice(0)) reached.write(bytes);
    reached.on('data', (bytes: Buffer) => {
      if (!app.write(bytes)) {
        reached.pause();
        app.once('drain', () => reached.resume());
      }
    });
  })
    .on('error', end)
    .on('close', end);

  const forward = (bytes: Buffer) => {
    if (upstream) upstream.write(bytes);
    else early.push(bytes);
  };
  app.on('data', (bytes: Buffer) => {
    // The app's own way to here is loopback: TLS is declined, and starts beyond this relay where the URL asks for it.
    if (
      !started &&
      bytes.length === 8 &&
      [SSL_REQUEST_CODE, GSS_REQUEST_CODE].includes(bytes.readInt32BE(4))
    ) {
      app.write('N');
      return;
    }
    // Before it goes on, so that a statement is known when its answer comes.
    if (isReadable) {
      try {
        reader.push(bytes);
        if (!started) started = isStart(reader.nextStart());
        for (let next = started ? reader.next() : undefined; next; next = reader.next()) log.follow(next);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        isReadable = false;
      }
    }
    rounds.join(() => forward(bytes));
  });
}

function isStart(body: Uint8Array | undefined): boolean {
  return body !== undefined && new FieldReader(body).int16() === VERSION_3;
}

/** Connects to the server, with TLS where it is asked for. The callback gets the stream that speaks plainly. */
function reach(address: ServerAddress, reached: (stream: Socket) => void): Socket {
  const socket = connect(address);
  socket.setNoDelay(true);
  const tls = 'tls' in address ? address.tls : undefined;
  socket.once('connect', () => {
    if (!tls || !('host' in address)) {
      reached(socket);
      return;
    }
    socket.write(SSL_REQUEST);
    socket.once('data', (answer: Buffer) => {
      if (answer.toString() !== 'S') {
        socket.destroy(new Error('The server has no TLS'));
        return;
      }
      const secure = connectTls({ socket, servername: address.host, ...tls }, () => reached(secure));
      secure.on('error', () => socket.destroy());
    });
  });
  return socket;
}
