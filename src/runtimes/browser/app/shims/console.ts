/** `console`: prints through `process.stdout` and `process.stderr`, as Node's does. */

import process from './process.ts';
import util from './util.ts';

interface Output {
  write(text: string): unknown;
}

const { format, inspect } = util;

export class Console {
  #out: () => Output;
  #err: () => Output;
  #indent = '';
  #counts = new Map<string, number>();
  #timers = new Map<string, number>();

  constructor(out: Output | { stdout: Output; stderr?: Output }, err?: Output) {
    const pair = 'stdout' in out ? out : { stdout: out, stderr: err };
    this.#out = () => pair.stdout;
    this.#err = () => pair.stderr ?? pair.stdout;
    // Methods are used without their object: `const { log } = console`.
    for (const name of METHODS) {
      const method = this[name as keyof this];
      Object.defineProperty(this, name, {
        value: (method as (...args: unknown[]) => unknown).bind(this),
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
  }

  #print(output: Output, args: unknown[]): void {
    const text = format(...args);
    output.write(`${this.#indent === '' ? text : text.replace(/^/gm, this.#indent)}\n`);
  }

  log(...args: unknown[]): void {
    this.#print(this.#out(), args);
  }
  info(...args: unknown[]): void {
    this.#print(this.#out(), args);
  }
  debug(...args: unknown[]): void {
    this.#print(this.#out(), args);
  }
  error(...args: unknown[]): void {
    this.#print(this.#err(), args);
  }
  warn(...args: unknown[]): void {
    this.#print(this.#err(), args);
  }
  trace(...args: unknown[]): void {
    const error = { name: 'Trace', message: format(...args) } as Error;
    Error.captureStackTrace(error);
    this.error(error.stack);
  }
  assert(value: unknown, ...args: unknown[]): void {
    if (value) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.warn(...args);
  }
  dir(value: unknown, options?: object): void {
    this.#print(this.#out(), [inspect(value, { customInspect: false, ...options })]);
  }
  dirxml(...args: unknown[]): void {
    this.log(...args);
  }
  table(data: unknown): void {
    this.log(data);
  }
  group(...args: unknown[]): void {
    if (args.length > 0) this.log(...args);
    this.#indent += '  ';
  }
  groupCollapsed(...args: unknown[]): void {
    this.group(...args);
  }
  groupEnd(): void {
    this.#indent = this.#indent.slice(2);
  }
  count(label = 'default'): void {
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    this.log(`${label}: ${count}`);
  }
  countReset(label = 'default'): void {
    this.#counts.delete(label);
  }
  time(label = 'default'): void {
    this.#timers.set(label, performance.now());
  }
  timeEnd(label = 'default'): void {
    this.timeLog(label);
    this.#timers.delete(label);
  }
  timeLog(label = 'default', ...args: unknown[]): void {
    const since = this.#timers.get(label);
    if (since === undefined) return;
    this.log(`${label}: ${(performance.now() - since).toFixed(3)}ms`, ...args);
  }
  clear(): void {}
  profile(): void {}
  profileEnd(): void {}
  timeStamp(): void {}
}

const METHODS = Object.getOwnPropertyNames(Console.prototype).filter((name) => name !== 'constructor');

const standard = new Console({
  get stdout() {
    return process.stdout as Output;
  },
  get stderr() {
    return process.stderr as Output;
  },
});
export default Object.assign(standard, { Console });
