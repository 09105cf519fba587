/**
 * The app process: waits with the clock and what it may need loaded, then runs one app of the learner's as its main
 * module, and tells its parent what becomes of it. What it needs later is taken before the app can replace it.
 */
import { AsyncResource } from 'node:async_hooks';
import { rmSync } from 'node:fs';
import { createRequire, isBuiltin, registerHooks, syncBuiltinESMExports } from 'node:module';
import { Server } from 'node:net';
import { dirname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installClock } from '../clock.ts';
import { PACKAGES, packageOf } from '../packages.ts';
import { openControl } from './app-control.ts';
import { AppErrors } from './app-errors.ts';
import { guardProcess } from './app-guard.ts';
import type { FromAppProcess, ToAppProcess } from './control.ts';

const require = createRequire(import.meta.url);
const { parse, stringify } = JSON;
const realDateNow = Date.now.bind(Date);
const realProcess = process;
const realSetImmediate = setImmediate;
const folder = `${process.cwd()}/`;
const errors = new AppErrors(folder);

/** On the busiest machine. */
const LONGEST_WAY_MS = 10_000;

let token = '';
let expectedPort = 0;

const control = openControl();

function tell(message: FromAppProcess): void {
  // Without a prototype, on which the app could wait for the token.
  control.send(stringify({ __proto__: null, ...message, token }));
}

const clock = installClock(globalThis, realDateNow(), {
  timers: require('node:timers') as object,
  timersPromises: require('node:timers/promises') as object,
  syncExports: syncBuiltinESMExports,
  keepContext: (callback) => AsyncResource.bind(callback),
});

/** Bare imports of the learner's files mean the course's packages, whatever lies about on this machine. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const parent = pathOf(context.parentURL);
    if (parent !== undefined && !parent.startsWith(folder)) return nextResolve(specifier, context);
    if (isBuiltin(specifier)) return nextResolve(specifier, context);
    if (/^(\.{0,2}\/|\.{1,2}$|file:|data:)/.test(specifier))
      return resolveFile(specifier, context, nextResolve, parent);
    // A package's own "imports" field.
    if (specifier.startsWith('#')) return nextResolve(specifier, context);
    const isKnown = PACKAGES.some((name) => name === packageOf(specifier));
    if (!isKnown) throw errors.missingPackage(specifier, parent);
    // For a require, Node would go by the requiring module, whatever parent it is told.
    if (context.conditions.includes('require')) {
      return { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true };
    }
    return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  },
});

let stripped: Record<string, string> = {};

registerHooks({
  load(url, context, nextLoad) {
    // Only where Node already knows that it is a module; what it tells by syntax it reads itself.
    if (context.format !== 'module-typescript' || !url.startsWith('file:')) return nextLoad(url, context);
    const path = fileURLToPath(url);
    const source = path.startsWith(folder) ? stripped[path.slice(folder.length)] : undefined;
    if (source === undefined) return nextLoad(url, context);
    return { format: 'module', source, shortCircuit: true };
  },
});

type Resolve = Parameters<NonNullable<Parameters<typeof registerHooks>[0]['resolve']>>;

function resolveFile(specifier: string, context: Resolve[1], next: Resolve[2], parent: string | undefined) {
  try {
    return next(specifier, context);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(code))
      throw error;
    const base = parent === undefined ? folder : `${parent.slice(0, parent.lastIndexOf('/'))}/`;
    const path = specifier.startsWith('file:')
      ? fileURLToPath(specifier)
      : new URL(specifier, `file://${base}`).pathname;
    throw errors.missingFile(specifier, path, parent, code);
  }
}

function pathOf(parentUrl: string | undefined): string | undefined {
  if (parentUrl?.startsWith('file:')) return fileURLToPath(parentUrl);
  return parentUrl?.startsWith('/') ? parentUrl : undefined;
}

/** Apps listen on loopback only, and a port that somebody else may have is never taken. */
const realListen = Server.prototype.listen as (this: Server, ...args: unknown[]) => Server;
Server.prototype.listen = function listen(this: Server, ...args: unknown[]): Server {
  const [first] = args;
  const given = typeof first === 'object' && first !== null ? { ...first } : undefined;
  const wanted = given === undefined ? first : (given as { port?: unknown }).port;
  const isPort = wanted === undefined || wanted === null || (wanted !== '' && Number(wanted) >= 0);
  if (
    (given && ('path' in given || 'fd' in given || '_handle' in given)) ||
    typeof first === 'function' ||
    !isPort
  ) {
    return realListen.apply(
      this,
      typeof first === 'function' ? [{ port: 0, host: '127.0.0.1' }, first] : args,
    );
  }
  const port = Number(wanted ?? 0);
  const callback = args.findLast((argument) => typeof argument === 'function');
  this.once('listening', () => {
    const address = this.address();
    if (port !== expectedPort) tell({ type: 'wrong-port', port });
    else if (typeof address === 'object' && address) {
      tell({ type: 'listening', port: address.port, address: address.address });
    }
  });
  const options = { ...given, port: port === expectedPort ? port : 0, host: '127.0.0.1' };
  return realListen.apply(this, callback ? [options, callback] : [options]);
} as typeof Server.prototype.listen;

/** Signals go to the app itself only: not to the grader, nor to another app. `process.kill` calls this one. */
const internals = process as unknown as { _kill(id: number, signal: number): number };
const realKill = internals._kill.bind(process);
const ownId = process.pid;
const NOT_PERMITTED = -1;
internals._kill = (id, signal) => (id === ownId ? realKill(id, signal) : NOT_PERMITTED);

/**
 * Add-ons come from the course's packages only, whose folder the app can't write to: machine code of the app's own
 * would not be held by Node's permissions. `require` and `import` call this one, too.
 */
const modules = dirname(dirname(require.resolve('pg/package.json'))) + sep;
const isIn = Function.prototype.call.bind(String.prototype.startsWith) as (
  path: string,
  folder: string,
) => boolean;
const hasStep = Function.prototype.call.bind(String.prototype.includes) as (
  path: string,
  step: string,
) => boolean;
const loading = process as unknown as { dlopen(module: object, path: string, flags?: number): void };
const realDlopen = loading.dlopen.bind(process);
loading.dlopen = (module, path, flags) => {
  if (typeof path !== 'string' || !isIn(path, modules) || hasStep(path, `${sep}..`)) {
    throw Object.assign(new Error("Native add-ons can be loaded from the course's packages only."), {
      code: 'ERR_DLOPEN_DISABLED',
    });
  }
  return flags === undefined ? realDlopen(module, path) : realDlopen(module, path, flags);
};

const guard = guardProcess();

process.on('uncaughtExceptionMonitor', (error: unknown) => {
  // With a handler of its own the app goes on, or ends itself.
  if (realProcess.listenerCount('uncaughtException') === 0)
    tell({ type: 'fault', fault: errors.faultOf(error) });
});
process.once('beforeExit', () => tell({ type: 'done' }));

control.onLine((line) => receive(parse(line) as ToAppProcess));
// The parent is gone: so is the reason to run.
const exit = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);
control.onClose(orphaned);

function orphaned(): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } finally {
    exit(0);
  }
}

function receive(message: ToAppProcess): void {
  switch (message.type) {
    case 'start':
      void start(message);
      return;
    case 'set-clock':
      void clock
        .set(message.epochMs + underway(message))
        .then(() => tell({ type: 'clock-set', id: message.id }));
      return;
    case 'ping':
      tell({ type: 'pong' });
  }
}

/** How long a message was on its way; none, when the machine's date was set meanwhile. */
function underway({ sentAt }: { sentAt: number }): number {
  const ms = realDateNow() - sentAt;
  return ms >= 0 && ms < LONGEST_WAY_MS ? ms : 0;
}

async function start(message: Extract<ToAppProcess, { type: 'start' }>): Promise<void> {
  token = message.token;
  stripped = message.stripped;
  expectedPort = message.port;
  guard.allowListening(message.port);
  guard.allowConnecting(Number(new URL(message.env.DATABASE_URL ?? '').port));
  if (message.steady) clock.detach();
  await clock.set(message.epochMs + underway(message));
  for (const name of Object.keys(process.env)) {
    if (name !== 'PATH' && name !== 'TZ') delete process.env[name];
  }
  Object.assign(process.env, message.env);
  process.argv = [process.execPath, folder + message.entry];
  // From here on the process ends when the app has nothing left to do.
  control.unref();
  const { runMain } = require('node:module') as { runMain(main?: string): void };
  // Outside of this promise: what the app throws has to be uncaught.
  realSetImmediate(() => runMain(process.argv[1]));
}

// One that can't be loaded shows when the app imports it.
await Promise.allSettled(process.argv.slice(2).map((name) => import(name)));
tell({ type: 'ready' });
