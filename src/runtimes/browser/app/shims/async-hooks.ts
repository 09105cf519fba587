/** `async_hooks`. */

import { currentFrame, type Frame, keep, runIn, setFrame, useContexts } from '../worker/async-context.ts';
import { invalidArgument, unavailable } from '../worker/errors.ts';

type AnyFunction = (...args: unknown[]) => unknown;

export class AsyncLocalStorage<T = unknown> {
  readonly name: string;
  readonly #defaultValue: T | undefined;

  constructor(options: { defaultValue?: T; name?: string } = {}) {
    useContexts();
    this.name = options.name ?? '';
    this.#defaultValue = options.defaultValue;
  }

  static bind<F extends AnyFunction>(fn: F): F {
    return keep(fn);
  }

  static snapshot(): (fn: AnyFunction, ...args: unknown[]) => unknown {
    const frame = currentFrame();
    return (fn, ...args) => runIn(frame, () => fn(...args));
  }

  getStore(): T | undefined {
    const frame = currentFrame();
    return frame?.has(this) ? (frame.get(this) as T) : this.#defaultValue;
  }

  run<R>(store: T, fn: (...args: unknown[]) => R, ...args: unknown[]): R {
    return runIn(this.#with(store), () => fn(...args));
  }

  exit<R>(fn: (...args: unknown[]) => R, ...args: unknown[]): R {
    return runIn(this.#with(undefined), () => fn(...args));
  }

  enterWith(store: T): void {
    setFrame(this.#with(store));
  }

  disable(): void {
    setFrame(this.#with(undefined));
  }

  #with(store: T | undefined): Frame {
    const frame = new Map(currentFrame());
    if (store === undefined) frame.delete(this);
    else frame.set(this, store);
    return frame;
  }
}

let nextId = 2;

export class AsyncResource {
  readonly type: string;
  readonly #frame: Frame = currentFrame();
  readonly #id = nextId++;

  constructor(type: string) {
    if (typeof type !== 'string') throw invalidArgument('type', 'of type string', type);
    this.type = type;
  }

  static bind<F extends AnyFunction>(fn: F): F {
    return keep(fn);
  }

  runInAsyncScope<R>(fn: (...args: unknown[]) => R, that?: unknown, ...args: unknown[]): R {
    return runIn(this.#frame, () => fn.apply(that, args));
  }

  bind<F extends AnyFunction>(fn: F): F {
    return keep(fn);
  }

  emitDestroy(): this {
    return this;
  }
  asyncId(): number {
    return this.#id;
  }
  triggerAsyncId(): number {
    return 1;
  }
}

const asyncHooks = {
  AsyncLocalStorage,
  AsyncResource,
  asyncWrapProviders: {},
  createHook: (): never => {
    throw unavailable('async_hooks.createHook', 'AsyncLocalStorage is.');
  },
  executionAsyncId: () => 1,
  executionAsyncResource: () => ({}),
  triggerAsyncId: () => 0,
};
export default asyncHooks;
