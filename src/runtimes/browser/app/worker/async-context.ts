/**
 * The context that `AsyncLocalStorage` keeps across callbacks, timers, promises and `await`. A browser has no hook for
 * `await`, so the loader rewrites it in the learner's files, and only in apps that use async_hooks at all. Not kept:
 * `for await`, async generators, and what a package awaits in itself.
 */
import { natives } from './natives.ts';
import { context } from './ticks.ts';

/** Storage → its value. Never changed, only replaced. */
export type Frame = ReadonlyMap<object, unknown> | undefined;
type AnyFunction = (...args: unknown[]) => unknown;

let current: Frame;
let used = false;

export const currentFrame = (): Frame => current;

export function setFrame(frame: Frame): void {
  current = frame;
}

export function runIn<T>(frame: Frame, run: () => T): T {
  const before = current;
  current = frame;
  try {
    return run();
  } finally {
    current = before;
  }
}

/** Binds a callback to the present context. */
export function keep<F extends AnyFunction>(callback: F): F {
  if (!used) return callback;
  const frame = current;
  return function (this: unknown, ...args: unknown[]) {
    return runIn(frame, () => callback.apply(this, args));
  } as F;
}

/** From now on callbacks keep their context. */
export function useContexts(): void {
  if (used) return;
  used = true;
  context.keep = keep as typeof context.keep;
  const proto = natives.Promise.prototype;
  const then = proto.then;
  const bound = (callback: unknown) =>
    typeof callback === 'function' ? keep(callback as AnyFunction) : callback;
  Object.defineProperty(proto, 'then', {
    value(this: Promise<unknown>, fulfilled: unknown, rejected: unknown) {
      return then.call(this, bound(fulfilled) as AnyFunction, bound(rejected) as AnyFunction);
    },
    writable: true,
    configurable: true,
  });
}

type Settled = { value: unknown } | { error: unknown };
const nativeThen = natives.Promise.prototype.then;
const nativeResolve = natives.Promise.resolve.bind(natives.Promise);

/** `await x` becomes `resume(capture(), await settle(x))`. */
export const awaiting = {
  capture: currentFrame,
  settle: (value: unknown): Promise<Settled> =>
    nativeThen.call(
      nativeResolve(value),
      (result) => ({ value: result }),
      (error) => ({ error }),
    ) as Promise<Settled>,
  resume(frame: Frame, settled: Settled): unknown {
    current = frame;
    if ('error' in settled) throw settled.error;
    return settled.value;
  },
};
