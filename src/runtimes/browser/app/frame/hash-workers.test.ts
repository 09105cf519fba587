import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HashJob, HashOutcome } from '../hashing/jobs.ts';
import { HashWorkers } from './hash-workers.ts';

/** A worker that answers when the test says so. */
class SlowWorker {
  static all: SlowWorker[] = [];
  onmessage: ((event: { data: HashOutcome }) => void) | undefined;
  jobs = 0;
  isEnded = false;
  constructor() {
    SlowWorker.all.push(this);
  }
  postMessage(): void {
    this.jobs += 1;
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(): void {
    this.onmessage?.({ data: { value: new Uint8Array([this.jobs]) } });
  }
}

const job: HashJob = {
  kind: 'bcrypt',
  password: new Uint8Array([1]),
  salt: new Uint8Array(16),
  cost: 4,
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', SlowWorker);
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  SlowWorker.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a worker that has had nothing to do for a minute is ended, and the next hash gets another', async () => {
  const workers = new HashWorkers('blob:hashing');
  const first = workers.compute(1, job);
  vi.advanceTimersByTime(120_000);
  expect(SlowWorker.all[0]?.isEnded).toBe(false);
  SlowWorker.all[0]?.answer();
  await first;
  vi.advanceTimersByTime(50_000);
  const second = workers.compute(1, job);
  vi.advanceTimersByTime(50_000);
  expect(SlowWorker.all).toMatchObject([{ isEnded: false, jobs: 2 }]);
  SlowWorker.all[0]?.answer();
  await second;
  vi.advanceTimersByTime(60_000);
  expect(SlowWorker.all[0]?.isEnded).toBe(true);
  void workers.compute(1, job);
  expect(SlowWorker.all).toMatchObject([{ isEnded: true }, { isEnded: false, jobs: 1 }]);
});

test('apps take turns, and what an app still waits for goes with it', async () => {
  const workers = new HashWorkers('blob:hashing');
  const done: string[] = [];
  const ask = (app: number, name: string) => void workers.compute(app, job).then(() => done.push(name));
  for (const [app, name] of [
    [1, '1a'],
    [1, '1b'],
    [1, '1c'],
    [1, '1d'],
    [2, '2a'],
    [3, '3a'],
  ] as const)
    ask(app, name);
  workers.forget(3);
  const [left, right] = SlowWorker.all;
  left?.answer();
  right?.answer();
  await Promise.resolve();
  left?.answer();
  right?.answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(['1a', '1b', '1c', '2a']);
  left?.answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(['1a', '1b', '1c', '2a', '1d']);
  expect(SlowWorker.all.map(({ jobs }) => jobs)).toEqual([3, 2]);
});

test('a job whose app has ended is cut off after a second, and its worker replaced', async () => {
  const workers = new HashWorkers('blob:hashing');
  void workers.compute(1, job);
  void workers.compute(2, job);
  void workers.compute(3, job);
  workers.forget(1);
  await vi.advanceTimersByTimeAsync(900);
  expect(SlowWorker.all.map(({ isEnded }) => isEnded)).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(100);
  expect(SlowWorker.all).toMatchObject([
    { isEnded: true, jobs: 1 },
    { isEnded: false, jobs: 1 },
    { isEnded: false, jobs: 1 },
  ]);
});
