/**
 * `process.nextTick` and `setImmediate` at the speed of microtasks and message ports; browsers' timers would cost
 * each request several milliseconds.
 *
 * Order as in Node: after a task of ours (a request, a timer, an immediate) the ticks run before the promises'
 * reactions; ticks made inside a reaction run once the reactions that were already queued have run.
 */
import { natives } from './natives.ts';

type Callback = (...args: unknown[]) => void;

/** Binds a callback to the async context it was made in; `async_hooks` sets it. */
export const context = { keep: <F extends Callback>(callback: F): F => callback };

const { queueMicrotask, MessageChannel } = natives;

let ticks: Array<() => void> = [];
let drainQueued = false;

/** @throws TypeError when the callback is none. */
export function nextTick(callback: Callback, ...args: unknown[]): void {
  requireCallback(callback);
  const bound = context.keep(callback);
  ticks[ticks.length] = args.length === 0 ? bound : () => bound(...args);
  if (drainQueued) return;
  drainQueued = true;
  queueMicrotask(drain);
}

/** Runs what `nextTick` holds. A tick that throws leaves the rest to a later microtask. */
export function drain(): void {
  drainQueued = false;
  let done = 0;
  try {
    while (done < ticks.length) {
      const tick = ticks[done];
      done += 1;
      tick?.();
    }
  } finally {
    const rest: Array<() => void> = [];
    for (let n = done; n < ticks.length; n += 1) rest[rest.length] = ticks[n] as () => void;
    ticks = rest;
    if (rest.length > 0 && !drainQueued) {
      drainQueued = true;
      queueMicrotask(drain);
    }
  }
}

/** Runs a task of the event loop and then its ticks. */
export function runTask(task: () => void): void {
  try {
    task();
  } finally {
    drain();
  }
}

/** Wraps what a timer calls. */
export function asTask<F extends Callback>(callback: F): F {
  return function (this: unknown, ...args: unknown[]) {
    runTask(() => callback.apply(this, args));
  } as F;
}

const { port1, port2 } = new MessageChannel();
const wake = port2.postMessage.bind(port2);
const immediates = new natives.Map<number, () => void>();
const due: number[] = [];
let firstDue = 0;
let nextImmediate = 1;

port1.onmessage = () => {
  const id = due[firstDue];
  firstDue += 1;
  if (firstDue > 1_000 && firstDue === due.length) {
    due.length = 0;
    firstDue = 0;
  }
  if (id === undefined) return;
  const task = immediates.get(id);
  immediates.delete(id);
  if (task) runTask(task);
};

/** An app that never comes to rest gets its requests as well. */
const MOST_TURNS = 10;

/**
 * Runs a task that came from outside, behind the immediates that are due and those that they start: Node, too, has run
 * them before a client that got its answer can come back.
 */
export function afterImmediates(task: () => void, turns = MOST_TURNS): void {
  if (immediates.size === 0 || turns === 0) {
    runTask(task);
    return;
  }
  const id = nextImmediate++;
  immediates.set(id, () => afterImmediates(task, turns - 1));
  due[due.length] = id;
  wake(0);
}

/** Node's `Immediate`. */
export class Immediate {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return immediates.has(this.id);
  }
  [Symbol.dispose](): void {
    clearImmediate(this);
  }
}

/** @throws TypeError when the callback is none. */
export function setImmediate(callback: Callback, ...args: unknown[]): Immediate {
  requireCallback(callback);
  const id = nextImmediate++;
  const bound = context.keep(callback);
  immediates.set(id, args.length === 0 ? bound : () => bound(...args));
  due[due.length] = id;
  wake(0);
  return new Immediate(id);
}

export function clearImmediate(immediate: unknown): void {
  if (immediate instanceof Immediate) immediates.delete(immediate.id);
}

function requireCallback(callback: unknown): void {
  if (typeof callback === 'function') return;
  throw natives.Object.defineProperty(
    new TypeError(
      `The "callback" argument must be of type function. Received ${callback === null ? 'null' : typeof callback}`,
    ),
    'code',
    { value: 'ERR_INVALID_ARG_TYPE', enumerable: true },
  );
}
