/**
 * What Node's permission model leaves open, closed before the app loads: other hosts and ports, sockets of the file
 * system (Docker's, say), the names of hosts, other processes' priority and debugger, V8's flags (some write files
 * wherever they are told). The network is closed where JavaScript meets the system, at the prototypes of Node's own
 * handles: whichever module an app takes, it comes by there.
 *
 * These are rules inside the app's own process. They hold for JavaScript; whoever breaks V8 breaks them.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import os from 'node:os';
import v8 from 'node:v8';

export interface Guard {
  /** The app may listen on this port of loopback. */
  allowListening(port: number): void;
  /** The app may connect to this port of loopback; those that it listens on it may in any case. */
  allowConnecting(port: number): void;
}

type Native = (this: object, ...args: unknown[]) => unknown;
type Prototype = Record<string, Native>;

// Taken before the app can replace them.
const { apply, defineProperty } = Reflect;
const { Error: RealError } = globalThis;
const later = process.nextTick.bind(process);
const assign = Object.assign.bind(Object);

/** How libuv says "permission denied". */
const EACCES = -os.constants.errno.EACCES;
const EPERM = os.constants.errno.EPERM;
const refuse: Native = () => EACCES;

/** Closes all of it. Once in a process. @throws when this Node has no such places: then nothing would be guarded. */
export function guardProcess(): Guard {
  const listenable = portSet();
  const connectable = portSet();
  guardTcp(prototypeOf(tcpHandle), listenable, connectable);
  close(prototypeOf(pipeHandle), ['bind', 'connect']);
  close(prototypeOf(udpHandle), ['bind', 'bind6', 'connect', 'connect6', 'send', 'send6', 'open']);
  guardNames();
  guardOthers();
  syncBuiltinESMExports();
  // What a system chooses is free in any case.
  listenable[0] = true;
  return {
    allowListening(port) {
      listenable[port] = true;
    },
    allowConnecting(port) {
      connectable[port] = true;
    },
  };
}

/** Without a prototype, on which the app could put a port of its own. */
const portSet = () => Object.create(null) as Record<number, boolean>;

const isLoopback = (address: unknown): address is string =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';

function guardTcp(
  tcp: Prototype,
  listenable: Record<number, boolean>,
  connectable: Record<number, boolean>,
): void {
  const { getsockname } = tcp;
  if (!getsockname) throw new RealError('This Node has no TCP.getsockname to guard the app by.');
  for (const name of ['bind', 'bind6']) {
    replace(
      tcp,
      name,
      (real) =>
        function bind(address, port, ...rest) {
          if (!isLoopback(address) || typeof port !== 'number' || listenable[port] !== true) return EACCES;
          return apply(real, this, [address, port, ...rest]);
        },
    );
  }
  for (const name of ['connect', 'connect6']) {
    replace(
      tcp,
      name,
      (real) =>
        function connect(request, address, port) {
          if (!isLoopback(address) || typeof port !== 'number' || connectable[port] !== true) return EACCES;
          return apply(real, this, [request, address, port]);
        },
    );
  }
  replace(
    tcp,
    'listen',
    (real) =>
      function listen(...args) {
        const status = apply(real, this, args);
        const own = { __proto__: null, port: 0 };
        // An app may talk to itself.
        if (status === 0 && apply(getsockname, this, [own]) === 0) connectable[own.port] = true;
        return status;
      },
  );
}

/** Looking up a name asks a server, and so can carry anything out. */
function guardNames(): void {
  const notFound = (syscall: string, hostname: unknown) =>
    assign(new RealError(`${syscall} ENOTFOUND ${String(hostname)}: the app has no network`), {
      code: 'ENOTFOUND',
      syscall,
      hostname,
    });
  const { lookup } = dns as unknown as { lookup: Native };
  const lookupLater = dns.promises.lookup as unknown as Native;
  const isHere = (name: unknown) => name === 'localhost' || isLoopback(name);
  /** `real` for this machine's name; else the last argument, a callback, is told. */
  const byCallback = (syscall: string, real: Native | undefined): Native =>
    function resolve(name, ...rest) {
      if (real && isHere(name)) return apply(real, this, [name, ...rest]);
      const callback = rest[rest.length - 1];
      if (typeof callback === 'function') later(callback as () => void, notFound(syscall, name));
      return {};
    };
  set(dns, 'lookup', byCallback('getaddrinfo', lookup));
  set(dns, 'lookupService', byCallback('getnameinfo', undefined));
  set(dns.promises, 'lookup', async (name: unknown, ...rest: unknown[]) => {
    if (isHere(name)) return apply(lookupLater, dns.promises, [name, ...rest]);
    throw notFound('getaddrinfo', name);
  });
  set(dns.promises, 'lookupService', async (name: unknown) => {
    throw notFound('getnameinfo', name);
  });
  const channel = prototypeOf(() => (new dns.Resolver() as unknown as { _handle: object })._handle);
  const questions = Object.getOwnPropertyNames(channel).filter((name) => /^(query|getHostBy)/.test(name));
  close(channel, [...questions, 'setServers']);
}

function guardOthers(): void {
  const notPermitted = (syscall: string) => () => {
    throw assign(new RealError(`${syscall} EPERM: an app of the course may not do this`), {
      code: 'EPERM',
      errno: -EPERM,
      syscall,
    });
  };
  // The grader would be slower than its own limits.
  set(os, 'setPriority', notPermitted('uv_os_setpriority'));
  // Sends SIGUSR1 to any process: one of Node then opens its debugger for everybody, others end.
  set(process, '_debugProcess', notPermitted('kill'));
  set(process, '_debugEnd', notPermitted('kill'));
  // `--trace-turbo-path` and its like write files wherever they are told; others lift the limit on the heap.
  set(v8, 'setFlagsFromString', notPermitted('setFlagsFromString'));
}

function tcpHandle(): object | undefined {
  return handleOf({ port: 1, host: '127.0.0.1' });
}

function pipeHandle(): object | undefined {
  return handleOf({ path: `${process.cwd()}/no-such-socket` });
}

/** The handle of a socket that never comes to connect. */
function handleOf(to: { port: number; host: string } | { path: string }): object | undefined {
  const socket = new Socket();
  socket.on('error', () => {});
  socket.connect(to);
  const { _handle: handle } = socket as unknown as { _handle?: object };
  socket.destroy();
  return handle;
}

function udpHandle(): object | undefined {
  const socket = dgram.createSocket('udp4');
  const handle = Object.getOwnPropertySymbols(socket)
    .map((symbol) => (socket as unknown as Record<symbol, { handle?: object } | undefined>)[symbol]?.handle)
    .find((value) => typeof value === 'object');
  socket.close();
  return handle;
}

function prototypeOf(handle: () => object | undefined): Prototype {
  const found = handle();
  if (!found) throw new RealError(`This Node has no ${handle.name} to guard the app by.`);
  return Object.getPrototypeOf(found) as Prototype;
}

function close(prototype: Prototype, names: readonly string[]): void {
  for (const name of names) replace(prototype, name, () => refuse);
}

function replace(prototype: Prototype, name: string, by: (real: Native) => Native): void {
  const real = prototype[name];
  if (typeof real !== 'function') throw new RealError(`This Node has no "${name}" to guard the app by.`);
  set(prototype, name, by(real));
}

/** For good: the app can't put anything else there. */
function set(owner: object, name: string, value: unknown): void {
  if (!defineProperty(owner, name, { value, writable: false, configurable: false, enumerable: true })) {
    throw new RealError(`This Node does not let "${name}" be guarded.`);
  }
}
