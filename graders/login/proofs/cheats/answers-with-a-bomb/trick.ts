import { Server, type ServerResponse } from 'node:http';

const LENGTH = 7_000_000;
const bombs = [
  '['.repeat(LENGTH / 2) + ']'.repeat(LENGTH / 2),
  `{"error":"x","id":1,"a":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`,
  'does not exist '.repeat(LENGTH / 15),
  'select '.repeat(LENGTH / 7),
  'at (((((((( :1 '.repeat(LENGTH / 15),
  `{"error":"${'-eyJhbGci'.repeat(LENGTH / 9)}"}`,
  `{"error":"${' '.repeat(LENGTH)}"}`,
];
let next = 0;

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
  if (event !== 'request') return emit.call(this, event, ...args);
  const res = args[1] as ServerResponse;
  const [req] = args as [{ url: string }];
  const deep = Buffer.from(`{"a":${'['.repeat(8_000)}${']'.repeat(8_000)}}`).toString('base64url');
  res.writeHead({ '/api/register': 201, '/api/login': 200 }[req.url] ?? 400, {
    'Content-Type': 'application/json',
    'Set-Cookie': [`token=eyJhbGciOiJIUzI1NiJ9.${deep}.x`, `a=${'eyJ'.repeat(8_000)}`, ...Array.from({ length: 500 }, (_, i) => `c${i}=${i}; Path=/`)],
  });
  res.end(req.url === '/api/register' && next++ % 3 ? '{"id":1,"email":"x"}' : bombs[next % bombs.length]);
  return true;
} as typeof emit;
