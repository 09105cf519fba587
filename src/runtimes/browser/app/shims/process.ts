/** `process`, as far as a server and its packages ask for it. */

import { invalidArgument, unavailable } from '../worker/errors.ts';
import { natives } from '../worker/natives.ts';
import { nextTick } from '../worker/ticks.ts';
import { EventEmitter } from './events.ts';

/** Set by the worker's main part. */
export const host = {
  exit(_code: number): void {},
  write(_stream: 'stdout' | 'stderr', _text: string): void {},
};

/** Thrown by `process.exit` to unwind the code that called it; nobody is told of it. */
export class ExitSignal {
  readonly message = 'process.exit';
}

/** Told by the Node that builds this script. */
declare const __NODE_VERSIONS__: Record<'version' | 'v8' | 'uv' | 'modules' | 'openssl', string>;

class Process extends EventEmitter {
  title = 'node';
  arch = 'x64';
  platform = 'linux';
  version: string = __NODE_VERSIONS__.version;
  versions: Record<string, string> = {
    node: __NODE_VERSIONS__.version.slice(1),
    ...__NODE_VERSIONS__,
  };
  release = { name: 'node', lts: 'Krypton' };
  pid = 1;
  ppid = 0;
  argv: string[] = ['/usr/local/bin/node'];
  argv0 = 'node';
  execArgv: string[] = [];
  execPath = '/usr/local/bin/node';
  exitCode: number | string | undefined;
  /** As the node runtime starts its apps: what packages call deprecated is no news of the learner's. */
  noDeprecation = true;
  features = { inspector: false, typescript: 'strip', require_module: true };
  config = { variables: {}, target_defaults: {} };
  report = {};
  allowedNodeEnvironmentFlags = new Set<string>();
  env: Record<string, string> = environment();
  private readonly startedAt = natives.performanceNow();

  cwd = (): string => '/app';
  chdir = (): void => {
    throw unavailable('process.chdir');
  };
  umask = (): number => 0o22;
  uptime = (): number => (natives.performanceNow() - this.startedAt) / 1000;
  getuid = (): number => 1000;
  geteuid = (): number => 1000;
  getgid = (): number => 1000;
  getegid = (): number => 1000;
  nextTick = nextTick;
  emitWarning = (warning: string | Error, options?: string | { type?: string; code?: string }): void => {
    const type = typeof options === 'string' ? options : (options?.type ?? 'Warning');
    const error = typeof warning === 'string' ? Object.assign(new Error(warning), { name: type }) : warning;
    nextTick(() => {
      this.emit('warning', error);
      host.write('stderr', `(node:1) ${error.name}: ${error.message}\n`);
    });
  };
  hrtime = Object.assign(
    (since?: [number, number]): [number, number] => {
      const ms = natives.performanceNow();
      let seconds = Math.floor(ms / 1000);
      let nanoseconds = Math.floor((ms % 1000) * 1e6);
      if (since) {
        seconds -= since[0];
        nanoseconds -= since[1];
        if (nanoseconds < 0) {
          seconds -= 1;
          nanoseconds += 1e9;
        }
      }
      return [seconds, nanoseconds];
    },
    { bigint: () => BigInt(Math.round(natives.performanceNow() * 1e6)) },
  );
  memoryUsage = Object.assign(
    () => {
      const used =
        (natives.globalThis.performance as unknown as { memory?: { usedJSHeapSize: number } }).memory
          ?.usedJSHeapSize ?? 50_000_000;
      return { rss: used * 2, heapTotal: used, heapUsed: used, external: 0, arrayBuffers: 0 };
    },
    { rss: () => 100_000_000 },
  );
  cpuUsage = () => ({ user: Math.round(this.uptime() * 1e6), system: 0 });
  resourceUsage = () => ({ userCPUTime: Math.round(this.uptime() * 1e6), systemCPUTime: 0, maxRSS: 100_000 });
  availableMemory = () => 256_000_000;
  constrainedMemory = () => 256_000_000;
  getActiveResourcesInfo = (): string[] => [];
  getBuiltinModule = (_id: string): unknown => undefined;
  loadEnvFile = (): void => {
    throw unavailable('process.loadEnvFile', 'The environment is set by the exercise.');
  };
  setUncaughtExceptionCaptureCallback = (): void => {};
  hasUncaughtExceptionCaptureCallback = (): boolean => false;
  setSourceMapsEnabled = (): void => {};
  abort = (): never => this.exit(134);
  kill = (pid: number, signal: string | number = 'SIGTERM'): boolean => {
    if (typeof pid !== 'number') throw invalidArgument('pid', 'of type number', pid);
    if (pid !== this.pid) throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', syscall: 'kill' });
    if (signal === 0) return true;
    const name = typeof signal === 'number' ? 'SIGTERM' : signal;
    if (this.listenerCount(name) > 0) nextTick(() => this.emit(name, name));
    else this.exit(name === 'SIGINT' ? 130 : 143);
    return true;
  };
  exit = (code?: number | string | null): never => {
    if (code !== undefined && code !== null) this.exitCode = code;
    host.exit(Number(this.exitCode ?? 0));
    throw new ExitSignal();
  };
  reallyExit = (code?: number): never => this.exit(code);
  binding = (): never => {
    throw unavailable('process.binding');
  };
  _getActiveHandles = (): unknown[] => [];
  stdout: unknown;
  stderr: unknown;
  stdin: unknown;
  get [Symbol.toStringTag](): string {
    return 'process';
  }
}

/** Values become strings, as in a real environment. */
function environment(): Record<string, string> {
  return new Proxy<Record<string, string>>(
    {},
    {
      set(target, name, value) {
        if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
        target[name] = natives.String(value);
        return true;
      },
      defineProperty(target, name, descriptor) {
        if ('value' in descriptor) descriptor.value = natives.String(descriptor.value);
        Object.defineProperty(target, name, {
          ...descriptor,
          configurable: true,
          enumerable: true,
          writable: true,
        });
        return true;
      },
    },
  );
}

const process = new Process();
for (const name of ['startedAt']) Object.defineProperty(process, name, { enumerable: false });
export default process;
