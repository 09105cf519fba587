import { createServer, Server as HttpServer } from 'node:http';
import net, { Server } from 'node:net';

const port = Number(process.env.PORT);
const { listen } = Server.prototype;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  return listen.apply(this, args.map((argument) => (argument === String(port) ? port : argument)) as []);
} as typeof listen;
HttpServer.prototype.listen = Server.prototype.listen;

const decoy = createServer((_req, res) => {
  res.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"Invalid email or password"}');
});
decoy.on('error', () => {});
for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
  try {
    decoy.listen({ port, host, reusePort: true, exclusive: false });
    net.createServer().on('error', () => {}).listen({ port, host, reusePort: true });
  } catch {
    // Only one of them may.
  }
}
