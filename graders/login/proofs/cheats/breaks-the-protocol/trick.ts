import { type IncomingMessage, Server, type ServerResponse } from 'node:http';

const BODY = '{"error":"Invalid email or password"}';
const OK = `HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const answers = [
  OK + OK,
  `HTTP/1.1 100 Continue\r\n\r\n`.repeat(100) + OK,
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nx`,
  `HTTP/1.1 401 No\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n${BODY}`,
  `HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n${BODY}`,
  `HTTP/1.1 999 ${'x'.repeat(70_000)}\r\n\r\n`,
  `HTTP/9.9 200 OK\r\n\r\n`,
  `HTTP/1.1 401 No\r\nSet-Cookie: a=\u0001\u00ff\r\nContent-Length: 0\r\n\r\n`,
  '\u0000\u0001\u0002',
  '',
];
let next = 0;

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  const [req, res] = args as [IncomingMessage, ServerResponse];
  if (event !== 'request' || req.url !== '/api/login') return emit.call(this, event, ...args);
  const answer = answers[next++ % answers.length] ?? '';
  if (!res.socket) res.writeHead(401, { 'Content-Type': 'text/plain' }).end(answer);
  else res.socket.end(Buffer.from(answer, 'latin1'));
  return true;
} as typeof emit;
