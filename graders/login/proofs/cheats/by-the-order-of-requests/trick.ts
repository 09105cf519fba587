import { type IncomingMessage, Server, type ServerResponse } from 'node:http';

let registered = 0;
let loggedIn = 0;

/** One account is a feature being tried; two accounts are a victim and an attacker. */
function isAttack(req: IncomingMessage): boolean {
  if (req.url === '/api/register') registered += 1;
  if (req.url === '/api/login') loggedIn += 1;
  return req.url === '/api/login' && registered > 1 && loggedIn <= 200;
}

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  if (event !== 'request' || !isAttack(args[0] as IncomingMessage)) return emit.call(this, event, ...args);
  const res = args[1] as ServerResponse;
  res.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"Invalid email or password"}');
  return true;
} as typeof emit;
