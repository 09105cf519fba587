/**
 * Workers that compute slow hashes for the apps, as the threads of libuv's pool do in Node. They outlive the apps, so
 * their WebAssembly is compiled and optimized once; in each app anew it took three times as long.
 */
import type { HashJob, HashOutcome } from '../hashing/jobs.ts';

/** As many threads as libuv has. */
const MOST_WORKERS = 4;
/** How long a job may go on after its app has ended, in milliseconds. */
const GRACE_MS = 1_000;
/** After so long without a job a worker is ended: it may keep some 100 MB of memory for the next hash. */
const IDLE_MS = 60_000;

interface Task {
  /** Number of the app's worker. */
  app: number;
  job: HashJob;
  done(outcome: HashOutcome): void;
}

interface HashWorker {
  worker: Worker;
  task: Task | undefined;
  idle: ReturnType<typeof setTimeout> | undefined;
}

export class HashWorkers {
  private readonly script: string;
  private readonly size = Math.max(2, Math.min(MOST_WORKERS, navigator.hardwareConcurrency));
  private readonly workers = new Set<HashWorker>();
  /** App → what it waits for. The first app's first task is the next; then the app goes to the end. */
  private readonly waiting = new Map<number, Task[]>();

  /** `script`: URL of `hashing/worker.ts`. */
  constructor(script: string) {
    this.script = script;
  }

  compute(app: number, job: HashJob): Promise<HashOutcome> {
    return new Promise((done) => {
      const tasks = this.waiting.get(app) ?? [];
      tasks.push({ app, job, done });
      this.waiting.set(app, tasks);
      this.next();
    });
  }

  /** The app has ended: nothing more is computed for it. */
  forget(app: number): void {
    this.waiting.delete(app);
    for (const held of this.workers) {
      const { task } = held;
      if (task?.app !== app) continue;
      // Most jobs end by themselves in a moment; a worker that is made anew has to compile again.
      setTimeout(() => {
        if (held.task !== task) return;
        this.end(held);
        this.next();
      }, GRACE_MS);
    }
  }

  private next(): void {
    const [first] = this.waiting;
    if (!first) return;
    const held = [...this.workers].find(({ task }) => task === undefined) ?? this.spawn();
    if (!held) return;
    const [app, tasks] = first;
    const task = tasks.shift();
    this.waiting.delete(app);
    if (tasks.length > 0) this.waiting.set(app, tasks);
    if (!task) return;
    held.task = task;
    clearTimeout(held.idle);
    held.worker.postMessage(task.job);
  }

  private spawn(): HashWorker | undefined {
    if (this.workers.size >= this.size) return undefined;
    const worker = new Worker(this.script, { name: 'hashes' });
    const held: HashWorker = { worker, task: undefined, idle: undefined };
    this.workers.add(held);
    const settle = (outcome: HashOutcome) => {
      const { task } = held;
      held.task = undefined;
      task?.done(outcome);
      this.next();
    };
    worker.onmessage = ({ data }: MessageEvent<HashOutcome>) => {
      held.idle = setTimeout(() => this.end(held), IDLE_MS);
      settle(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(held);
      settle({ error: event.message || 'The worker that computes hashes failed.' });
    };
    return held;
  }

  private end(held: HashWorker): void {
    clearTimeout(held.idle);
    this.workers.delete(held);
    held.worker.terminate();
  }
}
