import { setImmediate as nextTask } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type ClockHost, type ClockScope, installClock, type TimerPromises } from './clock.ts';

const START = Date.UTC(2026, 0, 1);

type Timer = {
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
  refresh(): Timer;
  close(): Timer;
  id: number;
};
interface TestScope extends ClockScope {
  setTimeout(callback: (...args: never[]) => void, delay?: number, ...args: unknown[]): Timer;
  setInterval(callback: (...args: never[]) => void, delay?: number, ...args: unknown[]): Timer;
  clearTimeout(timer: unknown): void;
  clearInterval(timer: unknown): void;
  performance: { now(): number; timeOrigin: number };
  process: { hrtime: typeof process.hrtime; uptime(): number };
}

/** A scope of its own: another realm's Date, and real timers that never come due, so that only jumps fire. */
function scopeWithStandingTime(realDate = false): TestScope {
  const { Date: OwnDate } = runInNewContext('({ Date })') as { Date: DateConstructor };
  if (!realDate) OwnDate.now = () => START;
  const scope = {
    Date: OwnDate,
    setTimeout: () => ({ ref() {}, unref() {} }),
    clearTimeout() {},
    setInterval() {},
    clearInterval() {},
    setImmediate,
    performance: { now: () => 1000, timeOrigin: START - 1000 },
    process: {
      hrtime: () => [1, 5] as [number, number],
      uptime: () => 1,
    },
  };
  return scope as unknown as TestScope;
}

describe('the date', () => {
  it('starts where it is told to and moves', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START + 5000);
    expect(scope.Date.now()).toBe(START + 5000);
    await clock.set(START + 9000);
    expect(scope.Date.now()).toBe(START + 9000);
    expect(new scope.Date().getTime()).toBe(START + 9000);
    expect(scope.performance.now()).toBe(1000 + 4000);
    expect(scope.performance.timeOrigin + scope.performance.now()).toBe(START + 9000);
    expect(scope.process.hrtime()).toEqual([5, 5]);
    expect(scope.process.hrtime.bigint()).toBe(5_000_000_005n);
    expect(scope.process.hrtime([4, 6])).toEqual([0, 999_999_999]);
    expect(scope.process.uptime()).toBe(5);
  });

  it('flows with real time', () => {
    const scope = scopeWithStandingTime();
    let real = START;
    scope.Date.now = () => real;
    let passed = 0;
    scope.performance.now = () => passed;
    installClock(scope, START + 60_000);
    real += 20;
    passed += 20;
    expect(scope.Date.now()).toBe(START + 60_020);
  });

  it('keeps the face of Date', () => {
    const scope = scopeWithStandingTime();
    const OriginalDate = scope.Date;
    installClock(scope, START);
    const Shifted = scope.Date;
    class Later extends Shifted {
      label = 'later';
    }
    const later = new Later();
    expect(later).toBeInstanceOf(Later);
    expect(later).toBeInstanceOf(Shifted);
    expect(later.getTime()).toBe(START);
    expect(new OriginalDate(5)).toBeInstanceOf(Shifted);
    expect(new Shifted(2020, 1, 1).getFullYear()).toBe(2020);
    expect(new Shifted(undefined as unknown as number).getTime()).toBeNaN();
    expect(Shifted()).toBe(new Shifted(START).toString());
    expect(Shifted.UTC(1970, 0, 1)).toBe(0);
    expect(Shifted.length).toBe(7);
    expect(Shifted.name).toBe('Date');
    expect(new Shifted().constructor).toBe(Shifted);
  });

  it('going backwards fires nothing', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    let fired = false;
    scope.setTimeout(() => {
      fired = true;
    }, 10);
    await clock.set(START - 1000);
    expect(scope.Date.now()).toBe(START - 1000);
    expect(fired).toBe(false);
    expect(scope.performance.now()).toBe(1000);
  });
});

describe('a jump', () => {
  it('fires what falls due in order, each at its own time', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    const log: Array<[string, number]> = [];
    const note = (name: string) => log.push([name, scope.Date.now() - START]);
    scope.setTimeout(() => note('late'), 300);
    scope.setTimeout(() => note('early'), 100);
    scope.setInterval(() => note('tick'), 120);
    scope.setTimeout(() => note('never'), 301);
    scope.setTimeout(() => scope.setTimeout(() => note('chained'), 50), 200);
    await clock.set(START + 300);
    expect(log).toEqual([
      ['early', 100],
      ['tick', 120],
      ['tick', 240],
      ['chained', 250],
      ['late', 300],
    ]);
    expect(scope.Date.now()).toBe(START + 300);
    await clock.set(START + 301);
    expect(log.at(-1)).toEqual(['never', 301]);
  });

  it('lets promises go on between two timers', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    const log: string[] = [];
    scope.setTimeout(async () => {
      for (let step = 0; step < 5; step += 1) await null;
      log.push('first is through');
    }, 10);
    scope.setTimeout(() => log.push('second'), 10);
    await clock.set(START + 20);
    expect(log).toEqual(['first is through', 'second']);
  });

  it('bounds an interval and a chain, and lets the others keep their times', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    let ticks = 0;
    let links = 0;
    const seen: number[] = [];
    scope.setInterval(() => {
      ticks += 1;
    }, 1);
    const link = () => {
      links += 1;
      scope.setTimeout(link, 1);
    };
    link();
    scope.setTimeout(() => seen.push(scope.Date.now() - START), 40_000);
    await clock.set(START + 60_000);
    expect(ticks).toBe(5_001);
    expect(links).toBe(1 + 5_001);
    expect(seen).toEqual([40_000]);
    await clock.set(START + 60_010);
    expect(ticks).toBe(5_011);
  });

  it('obeys what a callback clears', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    const fired: string[] = [];
    const doomed = scope.setTimeout(() => fired.push('doomed'), 20);
    const ticker = scope.setInterval(() => {
      fired.push('tick');
      scope.clearInterval(ticker);
    }, 5);
    scope.setTimeout(() => scope.clearTimeout(doomed), 10);
    await clock.set(START + 100);
    expect(fired).toEqual(['tick']);
  });

  it('jumps one after the other', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    const times: number[] = [];
    scope.setInterval(() => times.push(scope.Date.now() - START), 10);
    await Promise.all([clock.set(START + 10), clock.set(START + 30)]);
    expect(times).toEqual([10, 20, 30]);
  });
});

describe('timers', () => {
  it('have the face of Node', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    const got: unknown[] = [];
    const timer = scope.setTimeout((...args: unknown[]) => got.push(...args), 10, 'a', 2);
    expect(timer.hasRef()).toBe(true);
    expect(timer.unref()).toBe(timer);
    expect(timer.hasRef()).toBe(false);
    expect(timer.ref().hasRef()).toBe(true);
    await clock.set(START + 8);
    expect(timer.refresh()).toBe(timer);
    await clock.set(START + 15);
    expect(got).toEqual([]);
    await clock.set(START + 18);
    expect(got).toEqual(['a', 2]);

    const byNumber = scope.setTimeout(() => got.push('by number'), 10);
    scope.clearTimeout(+(byNumber as unknown as number));
    const byString = scope.setTimeout(() => got.push('by string'), 10);
    scope.clearTimeout(String(byString.id));
    scope.setTimeout(() => got.push('closed'), 10).close();
    scope.clearTimeout(undefined);
    scope.clearTimeout(4711);
    await clock.set(START + 100);
    expect(got).toEqual(['a', 2]);
    expect(() => scope.setTimeout('code' as unknown as () => void, 1)).toThrow(/"callback" argument/);
  });

  it('take a delay that is none, or too long, for one millisecond', async () => {
    const scope = scopeWithStandingTime();
    const clock = installClock(scope, START);
    let fired = 0;
    for (const delay of [undefined, -5, Number.NaN, 2 ** 31]) {
      scope.setTimeout(() => {
        fired += 1;
      }, delay);
    }
    await clock.set(START + 1);
    expect(fired).toBe(4);
  });

  it('are really armed', async () => {
    const scope = scopeWithStandingTime();
    Object.assign(scope, { setTimeout, clearTimeout, performance: { now: () => performance.now() } });
    installClock(scope, START);
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const ticker = scope.setInterval(() => {
        ticks += 1;
        if (ticks === 3) {
          scope.clearInterval(ticker);
          resolve();
        }
      }, 1);
    });
    expect(ticks).toBe(3);
  });

  it('let an error of a callback stay uncaught, and go on', async () => {
    const scope = scopeWithStandingTime();
    const uncaught: unknown[] = [];
    scope.setImmediate = (task: () => void) =>
      setImmediate(() => {
        try {
          task();
        } catch (error) {
          uncaught.push(error);
        }
      });
    const clock = installClock(scope, START);
    let after = false;
    scope.setTimeout(() => {
      throw new Error('boom');
    }, 1);
    scope.setTimeout(() => {
      after = true;
    }, 2);
    await clock.set(START + 2);
    expect(uncaught).toEqual([new Error('boom')]);
    expect(after).toBe(true);
  });
});

describe('promises', () => {
  function withPromises() {
    const scope = scopeWithStandingTime();
    const timersPromises = { setTimeout() {}, setInterval() {}, scheduler: { wait() {} } };
    const host: ClockHost = { timersPromises };
    const clock = installClock(scope, START, host);
    const module = timersPromises as unknown as TimerPromises & {
      scheduler: { wait(delay: number): Promise<void> };
    };
    return { scope, clock, module };
  }

  it('resolve with their value when time comes', async () => {
    const { scope, clock, module } = withPromises();
    const waits = [
      module.setTimeout(10, 'ten'),
      module.scheduler.wait(20),
      promisify(scope.setTimeout as unknown as typeof setTimeout)(30, 'thirty'),
    ];
    await clock.set(START + 30);
    expect(await Promise.all(waits)).toEqual(['ten', undefined, 'thirty']);
  });

  it('are ended by a signal', async () => {
    const { module } = withPromises();
    const controller = new AbortController();
    const wait = module.setTimeout(10, null, { signal: controller.signal });
    controller.abort('enough');
    await expect(wait).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    await expect(module.setTimeout(10, null, { signal: controller.signal })).rejects.toThrow();
  });

  it('iterate over an interval', async () => {
    const { clock, module } = withPromises();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of module.setInterval(10, 7)) {
        seen.push(value);
        if (seen.length === 3) break;
      }
    })();
    await nextTask();
    await clock.set(START + 100);
    await reading;
    expect(seen).toEqual([7, 7, 7]);
  });
});
