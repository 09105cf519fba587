/**
 * The clock of an app under attack: real time that flows as ever, plus an offset that the grader moves. A jump of
 * fifteen minutes takes a millisecond, and every timer that falls due on the way fires, in order, with the clock
 * standing at its own time.
 *
 * Why not @sinonjs/fake-timers: its clock stands still unless `shouldAdvanceTime` is on, and that mode ticks every
 * 20 ms, so each timer of the app (pools, limiters, retries) would fire up to 20 ms late on every one of hundreds of
 * requests. Here a timer is armed on the real clock and is merely armed again after a jump.
 *
 * What stays on real time: sockets' own timeouts, `performance.mark`, `Intl.DateTimeFormat#format()` without a date.
 * No imports: the file runs in Node and in a browser's worker; what only one of them has is passed in.
 */

/** The globals that a clock replaces. */
export interface ClockScope {
  Date: DateConstructor;
  setTimeout: unknown;
  clearTimeout: unknown;
  setInterval: unknown;
  clearInterval: unknown;
  setImmediate?: unknown;
  performance?: unknown;
  process?: unknown;
  AbortSignal?: unknown;
}

/** What only one side has. */
export interface ClockHost {
  /** The object of `node:timers`. */
  timers?: object;
  /** The object of `node:timers/promises`. */
  timersPromises?: object;
  /** Makes changed module objects visible to `import { … }`: Node's `syncBuiltinESMExports`. */
  syncExports?(): void;
  /** Binds a callback to the current async context, as Node's own timers do. */
  keepContext?(callback: Callback): Callback;
}

export interface Clock {
  /**
   * Moves the clock to `epochMs` and resolves when everything that fell due on the way has run. Backwards only the
   * date changes, no timer.
   */
  set(epochMs: number): Promise<void>;
  /** From now on the date goes on from where it stands, also when somebody sets the machine's. */
  detach(): void;
}

type Callback = (this: unknown, ...args: unknown[]) => void;
type RealTimer = number | { ref?(): unknown; unref?(): unknown };

/** More firings of one timer (or of one chain of timers that start each other) in one jump are left out. */
const FIRINGS_PER_JUMP = 5_000;
const LONGEST_DELAY = 2 ** 31 - 1;
const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');

/** Makes `Date` of the scope tell `now()`; classes derived from it and `instanceof` go on working. */
export function installDate(scope: { Date: DateConstructor }, now: () => number): void {
  const RealDate = scope.Date;
  const Shifted = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
  define(RealDate, 'now', () => Math.floor(now()));
  define(RealDate.prototype, 'constructor', Shifted);
  define(scope, 'Date', Shifted);
}

/**
 * Makes `Date` of the scope movable. The function that comes back sets it to an epoch of milliseconds, from which it goes on by
 * the time that passes, whatever becomes of the machine's date; undefined: it is the machine's again.
 */
export function movableDate(scope: {
  Date: DateConstructor;
  performance: { now(): number };
}): (epochMs: number | undefined) => void {
  const machine = scope.Date.now.bind(scope.Date);
  const passed = scope.performance.now.bind(scope.performance);
  /** What the date was when no time had passed. */
  let origin: number | undefined;
  let isInstalled = false;
  return (epochMs) => {
    if (!isInstalled) installDate(scope, () => (origin === undefined ? machine() : origin + passed()));
    isInstalled = true;
    origin = epochMs === undefined ? undefined : epochMs - passed();
  };
}

/** Puts a clock that shows `epochMs` on the scope. Call it once, before the app's code and packages load. */
export function installClock(scope: ClockScope, epochMs: number, host: ClockHost = {}): Clock {
  const realNow = scope.Date.now.bind(scope.Date);
  const time = new ClockTime(realNow, monotonic(scope, realNow), epochMs);
  const timers = new Timers(time, scope, host);
  installDate(scope, () => time.wall());
  installPerformance(scope, time);
  installTimers(scope, timers, host);
  host.syncExports?.();
  let last = Promise.resolve();
  return {
    set(to) {
      last = last.then(() => timers.jump(to));
      return last;
    },
    detach: () => time.detach(),
  };
}

/** Two readings: the date, and the time that passed for timers. Both stand still while a jump runs. */
class ClockTime {
  private realWall: () => number;
  private readonly realPassed: () => number;
  private wallOffset: number;
  private passedOffset = 0;
  private frozenAt: number | undefined;

  constructor(realWall: () => number, realPassed: () => number, epochMs: number) {
    this.realWall = realWall;
    this.realPassed = realPassed;
    this.wallOffset = epochMs - realWall();
  }

  /** Epoch milliseconds. */
  wall(): number {
    return this.realWall() + this.wallOffset - this.behind();
  }

  /** Milliseconds that passed, jumps included. */
  passed(): number {
    return this.frozenAt ?? this.realPassed() + this.passedOffset;
  }

  /** How much longer than the real clock this one has run. */
  jumped(): number {
    return this.passedOffset - this.behind();
  }

  /** Sets the date; the time that this lets pass is returned and, when positive, added to `passed`. */
  move(epochMs: number): number {
    const by = epochMs - this.wall();
    this.wallOffset += by;
    if (by > 0) this.passedOffset += by;
    return by;
  }

  /** The date then comes from the time that passed. */
  detach(): void {
    this.wallOffset += this.realWall() - this.realPassed();
    this.realWall = this.realPassed;
  }

  /** Makes both readings stand where `passed` shows `at`; undefined lets them go on. */
  freeze(at: number | undefined): void {
    this.frozenAt = at;
  }

  private behind(): number {
    return this.frozenAt === undefined ? 0 : this.realPassed() + this.passedOffset - this.frozenAt;
  }
}

/** Node's `Timeout`: what `setTimeout` and `setInterval` give back. */
class Timeout {
  readonly id: number;
  readonly callback: Callback;
  readonly args: unknown[];
  readonly repeats: boolean;
  delay: number;
  due = 0;
  /** Firings in the jump that is running, those of the timer that started this one included. */
  fired = 0;
  real: RealTimer | undefined;
  private readonly owner: Timers;
  private referenced = true;

  constructor(
    owner: Timers,
    id: number,
    callback: Callback,
    args: unknown[],
    delay: number,
    repeats: boolean,
  ) {
    this.owner = owner;
    this.id = id;
    this.callback = callback;
    this.args = args;
    this.delay = delay;
    this.repeats = repeats;
    for (const name of ['owner', 'callback', 'args', 'real']) hide(this, name);
  }

  ref(): this {
    this.referenced = true;
    this.applyRef();
    return this;
  }

  unref(): this {
    this.referenced = false;
    this.applyRef();
    return this;
  }

  hasRef(): boolean {
    return this.referenced;
  }

  refresh(): this {
    this.owner.schedule(this);
    return this;
  }

  close(): this {
    this.owner.cancel(this);
    return this;
  }

  applyRef(): void {
    if (typeof this.real !== 'object') return;
    if (this.referenced) this.real.ref?.();
    else this.real.unref?.();
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** All timers of the scope, each armed on a real timer of its own. */
class Timers {
  private readonly time: ClockTime;
  private readonly arm: (callback: () => void, delay: number) => RealTimer;
  private readonly disarm: (timer: unknown) => void;
  private readonly runTask: (task: () => void) => void;
  private readonly keepContext: (callback: Callback) => Callback;
  private readonly active = new Map<number, Timeout>();
  private nextId = 1;
  /** What `passed` will show at the end of the jump that is running. */
  private jumpEnd: number | undefined;
  /** The timer whose callback (or what it led to) runs now, during a jump. */
  private firing: Timeout | undefined;

  constructor(time: ClockTime, scope: ClockScope, host: ClockHost) {
    this.time = time;
    this.arm = (scope.setTimeout as typeof this.arm).bind(scope);
    this.disarm = (scope.clearTimeout as typeof this.disarm).bind(scope);
    this.runTask = taskRunner(scope);
    this.keepContext = host.keepContext ?? ((callback) => callback);
  }

  start(callback: unknown, delay: unknown, args: unknown[], repeats: boolean): Timeout {
    if (typeof callback !== 'function') {
      throw Object.assign(
        new TypeError(
          `The "callback" argument must be of type function. Received ${callback === null ? 'null' : typeof callback}`,
        ),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
    }
    const bound = this.keepContext(callback as Callback);
    const timer = new Timeout(this, this.nextId++, bound, args, milliseconds(delay), repeats);
    timer.fired = this.firing?.fired ?? 0;
    this.schedule(timer);
    return timer;
  }

  schedule(timer: Timeout): void {
    timer.due = this.time.passed() + timer.delay;
    // Once a timer had its share of a jump, one last firing at the jump's end stands for the rest.
    if (this.jumpEnd !== undefined && timer.fired >= FIRINGS_PER_JUMP) {
      timer.due = Math.max(timer.due, this.jumpEnd);
    }
    this.active.set(timer.id, timer);
    this.armReal(timer);
  }

  cancel(timer: unknown): void {
    if (timer instanceof Timeout) {
      this.active.delete(timer.id);
      this.disarmReal(timer);
      return;
    }
    const known =
      typeof timer === 'number' || typeof timer === 'string' ? this.active.get(Number(timer)) : undefined;
    if (known) this.cancel(known);
    // Timers that were started before the clock was installed.
    else if (timer !== undefined && timer !== null) this.disarm(timer);
  }

  async jump(epochMs: number): Promise<void> {
    const from = this.time.passed();
    if (this.time.move(epochMs) <= 0) return;
    const target = this.time.passed();
    this.jumpEnd = target;
    this.time.freeze(from);
    for (const timer of this.active.values()) {
      this.disarmReal(timer);
      timer.fired = 0;
    }
    for (let timer = this.earliest(target); timer; timer = this.earliest(target)) {
      this.time.freeze(Math.max(timer.due, from));
      await this.fireAsTask(timer);
    }
    this.firing = undefined;
    this.jumpEnd = undefined;
    this.time.freeze(undefined);
    for (const timer of this.active.values()) this.armReal(timer);
  }

  /** A task of its own: what the callback throws stays uncaught, and its microtasks run before the next timer. */
  private fireAsTask(timer: Timeout): Promise<void> {
    return new Promise((resolve) => {
      this.runTask(() => {
        if (this.active.get(timer.id) !== timer) return resolve();
        this.firing = timer;
        timer.fired += 1;
        try {
          this.fire(timer);
        } finally {
          resolve();
        }
      });
    });
  }

  private fire(timer: Timeout): void {
    timer.real = undefined;
    if (!timer.repeats) this.active.delete(timer.id);
    try {
      timer.callback.apply(timer, timer.args);
    } finally {
      // Unless the callback cleared its own interval.
      if (timer.repeats && this.active.get(timer.id) === timer) this.schedule(timer);
    }
  }

  private earliest(target: number): Timeout | undefined {
    let found: Timeout | undefined;
    for (const timer of this.active.values()) {
      if (timer.due <= target && (!found || timer.due < found.due)) found = timer;
    }
    return found;
  }

  private armReal(timer: Timeout): void {
    this.disarmReal(timer);
    if (this.jumpEnd !== undefined) return;
    const delay = Math.max(1, Math.ceil(timer.due - this.time.passed()));
    timer.real = this.arm(() => this.fire(timer), delay);
    timer.applyRef();
  }

  private disarmReal(timer: Timeout): void {
    if (timer.real === undefined) return;
    this.disarm(timer.real);
    timer.real = undefined;
  }
}

/** Node's rule: what is no delay, or too long for 31 bits, is one millisecond. */
function milliseconds(delay: unknown): number {
  const number = Number(delay);
  return number >= 1 && number <= LONGEST_DELAY ? Math.trunc(number) : 1;
}

function installTimers(scope: ClockScope, timers: Timers, host: ClockHost): void {
  const setTimeout = (callback: unknown, delay?: unknown, ...args: unknown[]) =>
    timers.start(callback, delay, args, false);
  const setInterval = (callback: unknown, delay?: unknown, ...args: unknown[]) =>
    timers.start(callback, delay, args, true);
  const clearTimeout = (timer: unknown) => timers.cancel(timer);
  const clearInterval = (timer: unknown) => timers.cancel(timer);

  const promises = timerPromises(timers);
  define(setTimeout, PROMISIFY, promises.setTimeout);
  for (const target of [scope, host.timers]) {
    if (!target) continue;
    for (const [name, value] of Object.entries({ setTimeout, setInterval, clearTimeout, clearInterval })) {
      define(target, name, value);
    }
  }
  const promisesModule = host.timersPromises as { scheduler?: object } | undefined;
  if (promisesModule) {
    define(promisesModule, 'setTimeout', promises.setTimeout);
    define(promisesModule, 'setInterval', promises.setInterval);
    if (promisesModule.scheduler) {
      define(promisesModule.scheduler, 'wait', (delay: number, options?: TimerOptions) =>
        promises.setTimeout(delay, undefined, options),
      );
    }
  }
  const signals = scope.AbortSignal as { timeout?: unknown } | undefined;
  if (signals?.timeout) {
    define(signals, 'timeout', (delay: number) => {
      const controller = new AbortController();
      const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      setTimeout(() => controller.abort(reason()), delay).unref();
      return controller.signal;
    });
  }
}

interface TimerOptions {
  signal?: AbortSignal;
  ref?: boolean;
}

/** `node:timers/promises` on the clock's timers; also what `promisify(setTimeout)` gives. */
export interface TimerPromises {
  setTimeout<T>(delay?: number, value?: T, options?: TimerOptions): Promise<T>;
  setInterval<T>(delay?: number, value?: T, options?: TimerOptions): AsyncIterable<T>;
}

function timerPromises(timers: Timers): TimerPromises {
  return {
    setTimeout<T>(delay?: number, value?: T, options: TimerOptions = {}) {
      const { signal } = options;
      return new Promise<T>((resolve, reject) => {
        if (signal?.aborted) return reject(abortError(signal));
        const abort = () => {
          timer.close();
          if (signal) reject(abortError(signal));
        };
        const end = () => {
          signal?.removeEventListener('abort', abort);
          resolve(value as T);
        };
        const timer = timers.start(end, delay, [], false);
        if (options.ref === false) timer.unref();
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    async *setInterval<T>(delay?: number, value?: T, options: TimerOptions = {}) {
      const { signal } = options;
      if (signal?.aborted) throw abortError(signal);
      let due = 0;
      let wake: (() => void) | undefined;
      const timer = timers.start(
        () => {
          due += 1;
          wake?.();
        },
        delay,
        [],
        true,
      );
      if (options.ref === false) timer.unref();
      const abort = () => wake?.();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        while (true) {
          if (due === 0 && !signal?.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          for (; due > 0; due -= 1) yield value as T;
          if (signal?.aborted) throw abortError(signal);
        }
      } finally {
        timer.close();
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}

interface ProcessLike {
  hrtime?: ((since?: [number, number]) => [number, number]) & { bigint?(): bigint };
  uptime?(): number;
}

function installPerformance(scope: ClockScope, time: ClockTime): void {
  const performance = scope.performance as { now(): number } | undefined;
  if (performance) {
    const realNow = performance.now.bind(performance);
    const now = () => realNow() + time.jumped();
    define(performance, 'now', now);
    Object.defineProperty(performance, 'timeOrigin', { configurable: true, get: () => time.wall() - now() });
  }
  const process = scope.process as ProcessLike | undefined;
  const realHrtime = process?.hrtime;
  if (process && realHrtime) {
    const nanoseconds = () => {
      const [s, ns] = realHrtime.call(process);
      return BigInt(s) * 1_000_000_000n + BigInt(ns) + BigInt(Math.round(time.jumped() * 1e6));
    };
    const hrtime = (since?: [number, number]): [number, number] => {
      let total = nanoseconds();
      if (since) total -= BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]);
      return [Number(total / 1_000_000_000n), Number(total % 1_000_000_000n)];
    };
    define(process, 'hrtime', Object.assign(hrtime, { bigint: nanoseconds }));
  }
  const realUptime = process?.uptime;
  if (process && realUptime) {
    define(process, 'uptime', () => realUptime.call(process) + time.jumped() / 1000);
  }
}

/** Milliseconds on a clock that nobody sets. */
function monotonic(scope: ClockScope, realNow: () => number): () => number {
  const performance = scope.performance as { now(): number } | undefined;
  return performance ? performance.now.bind(performance) : realNow;
}

/** Runs a callback as a task of its own, sooner than any timer could. */
function taskRunner(scope: ClockScope): (task: () => void) => void {
  if (typeof scope.setImmediate === 'function') {
    const setImmediate = scope.setImmediate as (task: () => void) => void;
    return (task) => setImmediate.call(scope, task);
  }
  const { port1, port2 } = new MessageChannel();
  const tasks: Array<() => void> = [];
  port1.onmessage = () => tasks.shift()?.();
  return (task) => {
    tasks.push(task);
    port2.postMessage(0);
  };
}

function define(target: object, name: PropertyKey, value: unknown): void {
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true });
}

function hide(target: object, name: string): void {
  Object.defineProperty(target, name, { enumerable: false });
}
