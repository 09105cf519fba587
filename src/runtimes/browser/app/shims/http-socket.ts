/** The connection that a request came by: it carries addresses and can be cut; its bytes go elsewhere. */
import { nextTick } from '../worker/ticks.ts';
import { Socket } from './net.ts';

export class ConnectionSocket extends Socket {
  keepAliveTimeout = 5000;
  server: unknown;
  /** Cuts the exchange that runs on it. */
  _cut: (() => void) | undefined;

  constructor(local: { address: string; port: number }, remote: { address: string; port: number }) {
    super();
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
    this.remoteFamily = remote.address.includes(':') ? 'IPv6' : 'IPv4';
    this.localAddress = local.address;
    this.localPort = local.port;
    this.localFamily = this.remoteFamily;
    this.connecting = false;
  }

  /** Ends the connection before the answer is complete, if it is not. */
  override end(): this {
    nextTick(() => this.destroy());
    return this;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this._cut?.();
    this._cut = undefined;
    callback(error);
  }
}
