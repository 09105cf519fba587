/** `http`: servers are real, clients have no network. */
import { unavailable } from '../worker/errors.ts';
import { EventEmitter } from './events.ts';
import { validateHeaderName, validateHeaderValue } from './http-headers.ts';
import { IncomingMessage } from './http-incoming.ts';
import { OutgoingMessage } from './http-outgoing.ts';
import { ServerResponse } from './http-response.ts';
import { Server } from './http-server.ts';
import { METHODS, STATUS_CODES } from './http-status.ts';

/** Packages make one while they load; it is never used. */
export class Agent extends EventEmitter {
  options: unknown;
  maxSockets = Number.POSITIVE_INFINITY;
  maxFreeSockets = 256;
  requests = {};
  sockets = {};
  freeSockets = {};
  constructor(options?: unknown) {
    super();
    this.options = options;
  }
  destroy(): void {}
}

export class ClientRequest extends OutgoingMessage {
  constructor() {
    super();
    throw noNetwork('http.ClientRequest');
  }
}

export const noNetwork = (what: string): Error =>
  unavailable(what, 'The app has no network here: it can be called, and it reaches its database.');

export const clientFunctions = (name: string) => ({
  request: (): never => {
    throw noNetwork(`${name}.request`);
  },
  get: (): never => {
    throw noNetwork(`${name}.get`);
  },
});

const http = {
  METHODS,
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer: (options?: unknown, listener?: ConstructorParameters<typeof Server>[1]) =>
    new Server(options, listener),
  globalAgent: new Agent(),
  maxHeaderSize: 16_384,
  validateHeaderName,
  validateHeaderValue,
  setMaxIdleHTTPParsers: () => {},
  ...clientFunctions('http'),
};
export default http;
