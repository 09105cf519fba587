/** `util`. Inspection is Node's own code in its npm edition; the rest is small. */
import inspected from 'node-inspect-extracted';
import { coded, invalidArgument } from '../worker/errors.ts';
import { isDeepEqual } from './deep-equal.ts';
import { types } from './util-types.ts';

const { inspect, format, formatWithOptions, stripVTControlCharacters } = inspected;

type AnyFunction = (...args: unknown[]) => unknown;
type NodeCallback = (error: unknown, ...values: unknown[]) => void;

const custom = Symbol.for('nodejs.util.promisify.custom');

function promisify(original: AnyFunction & { [custom]?: AnyFunction }): AnyFunction {
  if (typeof original !== 'function') throw invalidArgument('original', 'of type function', original);
  const own = original[custom];
  if (own) return Object.defineProperty(own, custom, { value: own, configurable: true });
  const promised = function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error: unknown, ...values: unknown[]) => {
        if (error) reject(error);
        else resolve(values[0]);
      });
    });
  };
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original));
  Object.defineProperty(promised, custom, { value: promised, configurable: true });
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = custom;

function callbackify(original: (...args: unknown[]) => Promise<unknown>): AnyFunction {
  if (typeof original !== 'function') throw invalidArgument('original', 'of type function', original);
  return function (this: unknown, ...args: unknown[]) {
    const callback = args.pop() as NodeCallback;
    if (typeof callback !== 'function') throw invalidArgument('last argument', 'of type function', callback);
    original.apply(this, args).then(
      (value) => process.nextTick(callback, null, value),
      (reason) =>
        process.nextTick(
          callback,
          reason ??
            Object.assign(coded('ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value'), {
              reason,
            }),
        ),
    );
  };
}

const warned = new Set<string>();

function deprecate(fn: AnyFunction, message: string, code?: string): AnyFunction {
  let told = false;
  function deprecated(this: unknown, ...args: unknown[]): unknown {
    if (!told && !(code && warned.has(code))) {
      told = true;
      if (code) warned.add(code);
      process.emitWarning(message, 'DeprecationWarning', code);
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return deprecated;
}

function inherits(child: AnyFunction, parent: AnyFunction): void {
  if (typeof child !== 'function') throw invalidArgument('ctor', 'of type function', child);
  if (typeof parent !== 'function') throw invalidArgument('superCtor', 'of type function', parent);
  Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

function debuglog(section: string): AnyFunction & { enabled: boolean } {
  const enabled = new RegExp(`\\b${section}\\b`, 'i').test(process.env.NODE_DEBUG ?? '');
  const log = (...args: unknown[]) => {
    if (enabled) process.stderr.write(`${section.toUpperCase()} ${process.pid}: ${format(...args)}\n`);
  };
  return Object.assign(log, { enabled });
}

const styles = inspect.colors as unknown as Record<string, readonly [number, number]>;

function styleText(style: string | string[], text: string): string {
  let styled = text;
  for (const name of [style].flat().reverse()) {
    const codes = styles[name];
    if (!codes)
      throw coded(
        'ERR_INVALID_ARG_VALUE',
        `The argument 'format' must be one of: ${Object.keys(styles).join(', ')}. Received '${name}'`,
        TypeError,
      );
    styled = `\u001b[${codes[0]}m${styled}\u001b[${codes[1]}m`;
  }
  return styled;
}

const util = {
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  aborted: (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    }),
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  getSystemErrorName: (errno: number) => `E${-errno}`,
  inherits,
  inspect,
  isArray: Array.isArray,
  isDeepStrictEqual: (a: unknown, b: unknown) => isDeepEqual(a, b),
  isError: (value: unknown) => value instanceof Error,
  promisify,
  stripVTControlCharacters,
  styleText,
  toUSVString: (text: unknown) => String(text).toWellFormed(),
  types,
};
export default util;
