/** Node's builtin modules by name, each made when it is first asked for. */
import { libraries } from '../libraries/libraries.ts';
import { coded, unavailable } from '../worker/errors.ts';
import { natives } from '../worker/natives.ts';
import asyncHooks from './async-hooks.ts';
import buffer from './buffer.ts';
import console from './console.ts';
import crypto from './crypto.ts';
import diagnosticsChannel from './diagnostics-channel.ts';
import events from './events.ts';
import { fileSystem, fileSystemPromises } from './fs.ts';
import http from './http.ts';
import { lazyModule } from './lazy-module.ts';
import module, { moduleHost } from './module.ts';
import net from './net.ts';
import process from './process.ts';
import querystring from './querystring.ts';
import * as small from './small.ts';
import stream from './stream.ts';
import stringDecoder from './string-decoder.ts';
import url from './url.ts';
import util from './util.ts';

/** Taken from Node when this script is built. */
declare const __NODE_ZLIB__: { names: string[]; constants: Record<string, number> };

const zlib = lazyModule(
  'node:zlib',
  __NODE_ZLIB__.names,
  () => libraries.load('zlib') as Record<string, unknown>,
  {
    constants: __NODE_ZLIB__.constants,
  },
);

declare const require: (id: string) => unknown;

const refused = (name: string, instead?: string) => (): never => {
  throw unavailable(`The module "node:${name}"`, instead);
};

const table: Record<string, () => unknown> = {
  assert: () => libraries.load('assert'),
  'assert/strict': () => (libraries.load('assert') as { strict: unknown }).strict,
  async_hooks: () => asyncHooks,
  buffer: () => buffer,
  child_process: () => small.childProcess,
  cluster: () => small.cluster,
  console: () => console,
  constants: () => small.constants,
  crypto: () => crypto,
  diagnostics_channel: () => diagnosticsChannel,
  dns: () => small.dns,
  'dns/promises': () => small.dnsPromises,
  events: () => events,
  fs: () => fileSystem,
  'fs/promises': () => fileSystemPromises,
  http: () => http,
  https: () => small.https,
  module: () => module,
  net: () => net,
  os: () => small.os,
  path: () => posix(),
  'path/posix': () => posix(),
  perf_hooks: () => small.perfHooks,
  process: () => process,
  punycode: () => require('punycode-npm'),
  querystring: () => querystring,
  readline: () => small.readline,
  stream: () => stream,
  'stream/consumers': () => small.consumers,
  'stream/promises': () => (stream as unknown as { promises: unknown }).promises,
  'stream/web': () => small.streamWeb,
  string_decoder: () => stringDecoder,
  timers: () => small.timers,
  'timers/promises': () => small.timersPromises,
  tls: () => small.tls,
  tty: () => small.tty,
  url: () => url,
  util: () => util,
  'util/types': () => util.types,
  v8: () => small.v8,
  vm: () => small.vm,
  worker_threads: () => small.workerThreads,
  zlib: () => zlib,
  dgram: refused('dgram', 'The app has no network here.'),
  http2: refused('http2', 'The app speaks HTTP/1.1.'),
  inspector: refused('inspector'),
  repl: refused('repl'),
  sqlite: refused('sqlite', 'The database is PostgreSQL, through "pg".'),
  test: refused('test'),
};

/** These have no name without `node:`. */
const PREFIX_ONLY = ['sqlite', 'test'];

function posix(): unknown {
  const path = require('path-npm') as Record<string, unknown>;
  path.toNamespacedPath ??= (given: unknown) => given;
  path.matchesGlob ??= refused('path.matchesGlob');
  path.win32 ??= path;
  return path;
}

const made = new natives.Map<string, unknown>();

const nameOf = (specifier: string): string | undefined => {
  const prefixed = specifier.startsWith('node:');
  const name = prefixed ? specifier.slice(5) : specifier;
  if (!prefixed && PREFIX_ONLY.includes(name)) return undefined;
  return natives.Object.hasOwn(table, name) ? name : undefined;
};

/** The module's exports; undefined when the name is no builtin. @throws for one that has no place here */
export function builtin(specifier: string): unknown {
  const name = nameOf(specifier);
  if (name === undefined) {
    if (!specifier.startsWith('node:')) return undefined;
    throw coded(
      'ERR_UNKNOWN_BUILTIN_MODULE',
      `No such built-in module where this course runs the app: ${specifier}`,
    );
  }
  const before = made.get(name);
  if (before !== undefined) return before;
  const module = table[name]?.();
  nameFunctions(module);
  made.set(name, module);
  return module;
}

/**
 * Minifying takes the names away, and they show: in logs, in `req.constructor.name`. What a getter would fetch stays
 * where it is: a library that the app may never use.
 */
function nameFunctions(module: unknown): void {
  if ((typeof module !== 'object' && typeof module !== 'function') || module === null) return;
  for (const key of Object.keys(module)) {
    const value: unknown = Object.getOwnPropertyDescriptor(module, key)?.value;
    if (typeof value === 'function' && value.name.length <= 3 && key.length > 3) {
      Object.defineProperty(value, 'name', { value: key, configurable: true });
    }
  }
}

export const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || nameOf(specifier) !== undefined;

export function builtinNames(module: unknown): string[] {
  return Object.keys(module as object);
}

moduleHost.builtinModules = Object.keys(table).filter((name) => !PREFIX_ONLY.includes(name));
moduleHost.isBuiltin = (name) => nameOf(name) !== undefined;
process.getBuiltinModule = (name) => (nameOf(name) === undefined ? undefined : builtin(name));
