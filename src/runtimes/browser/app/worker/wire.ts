/** The app's connections to its database: numbered streams of bytes over app-link. */
import { natives } from './natives.ts';

export interface WirePeer {
  data(bytes: Uint8Array): void;
  closed(): void;
}

export interface WireHandle {
  send(bytes: Uint8Array): void;
  close(): void;
}

type WireMessage =
  | { type: 'database-connect'; connection: number }
  | { type: 'database-data'; connection: number; bytes: Uint8Array }
  | { type: 'database-closed'; connection: number };

const peers = new natives.Map<number, WirePeer>();
let next = 1;
let post: (message: WireMessage) => void = () => {};
/** `host:port` of the database; there is nothing else to connect to. */
let target: { host: string; port: number } | undefined;

/** Opens the wire. `databaseUrl` is what the app gets as DATABASE_URL. */
export function openWire(databaseUrl: string, send: (message: WireMessage) => void): void {
  post = send;
  try {
    const url = new URL(databaseUrl.replace(/^\w+:/, 'http:'));
    target = { host: url.hostname, port: Number(url.port || 5432) };
  } catch {
    target = undefined;
  }
}

/** Node resolves these to the same machine. */
const LOCAL = ['localhost', '127.0.0.1', '::1', '[::1]'];

export function reachesDatabase(host: string, port: number): boolean {
  if (!target || port !== target.port) return false;
  return host === target.host || (LOCAL.includes(host) && LOCAL.includes(target.host));
}

export function connectWire(peer: WirePeer): WireHandle {
  const connection = next++;
  peers.set(connection, peer);
  post({ type: 'database-connect', connection });
  return {
    send: (bytes) => {
      if (peers.has(connection)) post({ type: 'database-data', connection, bytes });
    },
    close: () => {
      if (peers.delete(connection)) post({ type: 'database-closed', connection });
    },
  };
}

export function receiveWire(connection: number, bytes: Uint8Array): void {
  peers.get(connection)?.data(bytes);
}

export function closeWire(connection: number): void {
  const peer = peers.get(connection);
  peers.delete(connection);
  peer?.closed();
}
