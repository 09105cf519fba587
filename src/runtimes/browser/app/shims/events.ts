/** `events`: the well-known npm copy, with what Node has added since. */
import Base from 'events-npm';
import { invalidArgument } from '../worker/errors.ts';

export type Listener = (...args: unknown[]) => void;

const errorMonitor = Symbol('events.errorMonitor');
const captureRejectionSymbol = Symbol.for('nodejs.rejection');

const EventEmitter = Base as unknown as typeof import('node:events').EventEmitter;

const plainEmit = EventEmitter.prototype.emit;
EventEmitter.prototype.emit = function (this: InstanceType<typeof EventEmitter>, type, ...args) {
  if (type === 'error' && this.listenerCount(errorMonitor) > 0) plainEmit.call(this, errorMonitor, ...args);
  return plainEmit.call(this, type, ...args);
} as typeof plainEmit;

const define = (name: string, value: unknown) => {
  Object.defineProperty(EventEmitter, name, { value, writable: true, configurable: true, enumerable: true });
};

interface EmitterLike {
  listeners?(type: string | symbol): unknown[];
}

define('errorMonitor', errorMonitor);
define('captureRejectionSymbol', captureRejectionSymbol);
define('captureRejections', false);
define('usingDomains', false);
define('getEventListeners', (emitter: EmitterLike, type: string | symbol) => emitter.listeners?.(type) ?? []);
define('getMaxListeners', (emitter: { getMaxListeners?(): number }) => emitter.getMaxListeners?.() ?? 10);
define('setMaxListeners', (count = 10, ...emitters: Array<{ setMaxListeners?(count: number): void }>) => {
  for (const emitter of emitters) emitter.setMaxListeners?.(count);
});
define('addAbortListener', (signal: AbortSignal, listener: () => void) => {
  if (!(signal instanceof AbortSignal)) throw invalidArgument('signal', 'an instance of AbortSignal', signal);
  if (signal.aborted) queueMicrotask(listener);
  else signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
});

/** `events.on`: the events as an async iterable. */
define(
  'on',
  (emitter: InstanceType<typeof EventEmitter>, type: string, options: { signal?: AbortSignal } = {}) => {
    const events: unknown[][] = [];
    const waiting: Array<PromiseWithResolvers<IteratorResult<unknown[]>>> = [];
    let failure: unknown;
    let over = false;
    const push = (...args: unknown[]) => {
      const next = waiting.shift();
      if (next) next.resolve({ value: args, done: false });
      else events.push(args);
    };
    const fail = (error: unknown) => {
      const next = waiting.shift();
      if (next) next.reject(error);
      else failure = error;
      end();
    };
    const abort = () =>
      fail(Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }));
    const end = () => {
      over = true;
      emitter.removeListener(type, push);
      emitter.removeListener('error', fail);
      options.signal?.removeEventListener('abort', abort);
      for (const next of waiting.splice(0)) next.resolve({ value: undefined, done: true });
    };
    emitter.on(type, push);
    if (type !== 'error') emitter.on('error', fail);
    options.signal?.addEventListener('abort', abort, { once: true });
    return {
      next() {
        const args = events.shift();
        if (args) return Promise.resolve({ value: args, done: false });
        if (failure !== undefined) {
          const error = failure;
          failure = undefined;
          return Promise.reject(error);
        }
        if (over) return Promise.resolve({ value: undefined, done: true });
        const next = Promise.withResolvers<IteratorResult<unknown[]>>();
        waiting.push(next);
        return next.promise;
      },
      return() {
        end();
        return Promise.resolve({ value: undefined, done: true });
      },
      throw(error: unknown) {
        fail(error);
        return Promise.reject(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  },
);

export { EventEmitter };
export default EventEmitter;
