/** The grader side in a worker: apps come from the page, the database is here, the clock is this worker's `Date`. */

import { movableDate } from '../../clock.ts';
import type { AppFault } from '../../faults.ts';
import type { PgliteDatabase } from '../../postgres/pglite-database.ts';
import type { App, AppStart, GraderSide, LogEntry } from '../../runtime.ts';
import { AppConnection } from './app-connection.ts';

/** A worker for one app, handed over by the page. */
export interface HandedAppWorker {
  port: MessagePort;
  terminate(): void;
  /** Whether its process is there. */
  isThere(): Promise<boolean>;
  /** Called when it is gone by itself. */
  onDeath(callback: (message: string) => void): void;
}

export interface BrowserGraderSideOptions {
  database: PgliteDatabase;
  takeAppWorker(): Promise<HandedAppWorker>;
}

/** Who watches an app that is open in the page. */
export interface AppWatch {
  onLog?(entry: LogEntry): void;
  onFault?(fault: AppFault): void;
}

const DATABASE_URL = 'postgres://app:app@127.0.0.1:5432/app';

export class BrowserGraderSide implements GraderSide {
  readonly runtime = 'browser';
  readonly database: PgliteDatabase;
  private readonly options: BrowserGraderSideOptions;
  private readonly apps = new Set<App>();
  private isClosed = false;

  constructor(options: BrowserGraderSideOptions) {
    this.options = options;
    this.database = options.database;
  }

  /** Without a `watch` it is graded, and the verdict must not hang on the machine's date. */
  async startApp(start: AppStart, watch?: AppWatch): Promise<App> {
    const worker = await this.options.takeAppWorker();
    if (this.isClosed) {
      worker.terminate();
      throw new Error('The app was stopped.');
    }
    const app = new AppConnection({
      port: worker.port,
      endpoint: this.database.endpoint,
      terminate: () => {
        this.apps.delete(app);
        worker.terminate();
      },
      isThere: worker.isThere,
      onLog: watch?.onLog,
      onFault: watch?.onFault,
    });
    this.apps.add(app);
    worker.onDeath((message) => app.died(message));
    // Any port: nobody else listens here, and an app that ignores PORT is found out.
    const port = 20_000 + Math.floor(Math.random() * 40_000);
    const steady = watch === undefined;
    if (steady) moveDate(Date.now());
    await app.start(start, { port, databaseUrl: DATABASE_URL, epochMs: Date.now(), steady });
    return app;
  }

  async setClock(epochMs: number | undefined): Promise<void> {
    moveDate(epochMs);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.apps].map((app) => app.stop()));
  }
}

/** Moves this worker's `Date`, and `now()` of the PostgreSQL in it; undefined: back to the machine's. Timers stay. */
export const moveDate = movableDate(globalThis);
