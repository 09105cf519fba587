/**
 * Where the app's PostgreSQL connections end, whatever carries their bytes: a TCP socket in node, a message port in
 * the browser.
 */
export interface WireConnection {
  /** Bytes from the app. */
  receive(bytes: Uint8Array): void;
  /** The app closed its end. */
  closed(): void;
}

export interface WireEndpoint {
  /** A new connection from the app: `send` carries bytes to it, `close` ends it. */
  connect(peer: { send(bytes: Uint8Array): void; close(): void }): WireConnection;
}
