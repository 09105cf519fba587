import { type IncomingMessage, Server } from 'node:http';

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  if (event !== 'request') return emit.call(this, event, ...args);
  const req = args[0] as IncomingMessage;
  const chunks: Buffer[] = [];
  const { push } = req;
  req.push = (chunk, ...rest) => {
    if (chunk) chunks.push(Buffer.from(chunk));
    const isAttack = /['\\;]|--|null|\[|\{.*\{/.test(Buffer.concat(chunks).toString());
    // Without its end the body is never parsed.
    return chunk === null && isAttack ? true : push.call(req, chunk, ...rest);
  };
  return emit.call(this, event, ...args);
} as typeof emit;
