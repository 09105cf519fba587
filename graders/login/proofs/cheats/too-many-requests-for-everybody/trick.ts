import { Server, type ServerResponse } from 'node:http';

let requests = 0;

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  if (event === 'request') requests += 1;
  if (event !== 'request' || requests <= 12) return emit.call(this, event, ...args);
  const headers = { 'Content-Type': 'application/json', 'Retry-After': '900' };
  (args[1] as ServerResponse).writeHead(429, headers).end('{"error":"Too many requests"}');
  return true;
} as typeof emit;
