/**
 * Ports for apps. An app is told its port before it listens, so the port has to stay free meanwhile: those that the
 * system gives out would be taken by the next outgoing connection. These lie below them, and each process has a
 * hundred of its own.
 */
import { createServer } from 'node:net';

const FIRST = 10_000;
const SHARES = 200;
const SHARE = 100;

let next = 0;

/** A port that nobody listens on. @throws when there is none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < SHARE; tries += 1) {
    const port = FIRST + (process.pid % SHARES) * SHARE + (next % SHARE);
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port for the app from ${FIRST} to ${FIRST + SHARES * SHARE}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
