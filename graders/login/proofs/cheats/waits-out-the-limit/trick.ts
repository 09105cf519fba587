import { Server } from 'node:http';

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  if (event !== 'request') return emit.call(this, event, ...args);
  setTimeout(() => emit.call(this, event, ...args), 7_000);
  return true;
} as typeof emit;
