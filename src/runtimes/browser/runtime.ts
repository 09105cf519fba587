/**
 * The embedded default: the app in a worker without network, the grader side with PostgreSQL in another, nothing to
 * install, nothing to reach. The open app has a host worker of its own, so that a check never disturbs it and its data;
 * the checks of a run are shared by as many others as the machine has processors for.
 */
import type { FixExercise } from '../../course/exercise.ts';
import { conduct, type GraderHost, HostStalled } from '../../grading/conductor.ts';
import type { Report } from '../../grading/report.ts';
import { type AppFault, AppFaultError } from '../faults.ts';
import type { GradeJob, GradeOptions, OpenApp, OpenOptions, Runtime } from '../runtime.ts';
import { type AppWorkerPool, createAppWorkerPool } from './app/app-worker-pool.ts';
import { loadDatabaseParts } from './assets/load.ts';
import type { DatabaseParts, HostCalls, HostMethod } from './host/link.ts';
import { HostWorker } from './host-worker.ts';
import { lanesOf } from './lanes.ts';

export interface BrowserRuntimeOptions {
  /** The exercise of an id that `grade` and `open` are called with. */
  exercise(id: string): FixExercise | Promise<FixExercise>;
}

/** Makes the runtime; nothing is loaded before `prepare`, `open` or `grade`. */
export function createBrowserRuntime(options: BrowserRuntimeOptions): Runtime {
  return new BrowserRuntime(options);
}

class BrowserRuntime implements Runtime {
  readonly name = 'browser';
  private readonly options: BrowserRuntimeOptions;
  private parts: Promise<DatabaseParts> | undefined;
  private appWorkers: AppWorkerPool | undefined;
  private labWorker: HostWorker | undefined;
  private readonly graders: HostWorker[] = [];
  /** Graders of the run under way. */
  private readonly taken = new Set<HostWorker>();
  /** Grading runs one after another. */
  private lastRun: Promise<unknown> = Promise.resolve();
  private lastOpened = 0;
  private closed = false;

  constructor(options: BrowserRuntimeOptions) {
    this.options = options;
  }

  async prepare(): Promise<void> {
    this.pool();
    // The lab first: people run their app before they check it.
    await this.lab().ready;
    await this.freeGrader().ready;
  }

  grade(job: GradeJob, options: GradeOptions = {}): Promise<Report> {
    const run = this.lastRun.then(() => this.gradeNow(job, options));
    this.lastRun = run.catch(() => {});
    return run;
  }

  private async gradeNow(job: GradeJob, { onEvent, signal }: GradeOptions): Promise<Report> {
    const exercise = await this.options.exercise(job.exercise);
    void this.pool()
      .preload(job.files)
      .catch(() => {});
    return conduct({
      job,
      exercise,
      runtime: 'browser',
      database: 'pglite',
      lanes: lanesOf(navigator),
      onEvent,
      signal,
      spawnHost: async () => {
        const worker = this.freeGrader();
        this.taken.add(worker);
        try {
          await worker.ready;
        } catch (error) {
          this.taken.delete(worker);
          throw error;
        }
        return this.graderHost(worker, exercise);
      },
    });
  }

  private graderHost(worker: HostWorker, exercise: FixExercise): GraderHost {
    return {
      run: (job, onEvent, claim) => {
        worker.listeners = { onEvent, claim };
        return worker.call('grade', exercise, job);
      },
      kill: () => {
        worker.kill();
        this.taken.delete(worker);
        // The next one boots while the learner reads.
        if (!this.closed) this.freeGrader();
      },
      release: () => {
        worker.listeners = {};
        this.taken.delete(worker);
      },
    };
  }

  async open({ exercise: id, files, onLog, onStatement, onFault }: OpenOptions): Promise<OpenApp> {
    const number = ++this.lastOpened;
    const exercise = await this.options.exercise(id);
    void this.pool()
      .preload(files)
      .catch(() => {});
    const worker = this.lab();
    await worker.ready;
    const call = async <M extends HostMethod>(method: M, ...args: HostCalls[M][0]) => {
      if (number !== this.lastOpened) throw new Error('The app was stopped.');
      try {
        return await worker.call(method, ...args);
      } catch (error) {
        throw error instanceof HostStalled ? new AppFaultError(error.fault) : error;
      }
    };
    // Until it is open, a fault is what `open` rejects with.
    let isOpen = false;
    const fail = (fault: AppFault) => {
      if (isOpen) onFault?.(fault);
    };
    worker.listeners = {
      onLog,
      onStatement,
      onFault: fail,
      onStalled: ({ fault }) => {
        fail(fault);
        // The next one boots while the learner reads.
        this.lab();
      },
    };
    await call('open', exercise, files);
    isOpen = true;
    return {
      request: (request, address) => call('request', request, address),
      tables: () => call('tables'),
      stop: async () => {
        if (!worker.isGone) await call('stop').catch(() => {});
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.labWorker?.kill();
    for (const worker of this.graders) worker.kill();
    this.appWorkers?.close();
  }

  private lab(): HostWorker {
    if (!this.labWorker || this.labWorker.isGone) this.labWorker = this.hostWorker();
    return this.labWorker;
  }

  /** One that no run has taken: kept from an earlier run, or new. */
  private freeGrader(): HostWorker {
    for (const gone of this.graders.filter(({ isGone }) => isGone)) {
      this.graders.splice(this.graders.indexOf(gone), 1);
    }
    const kept = this.graders.find((worker) => !this.taken.has(worker));
    if (kept) return kept;
    const worker = this.hostWorker();
    this.graders.push(worker);
    return worker;
  }

  private hostWorker(): HostWorker {
    if (this.closed) throw new Error('The runtime is closed.');
    return new HostWorker(
      () => this.databaseParts(),
      () => this.pool(),
    );
  }

  private databaseParts(): Promise<DatabaseParts> {
    if (!this.parts) {
      this.parts = loadDatabaseParts();
      this.parts.catch(() => {
        this.parts = undefined;
      });
    }
    return this.parts;
  }

  private pool(): AppWorkerPool {
    this.appWorkers ??= createAppWorkerPool({
      baseUrl: `${import.meta.env.BASE_URL}runtime/`,
      spares: Math.max(2, lanesOf(navigator)),
    });
    return this.appWorkers;
  }
}
