/** What a suite sees of the node runtime: apps in processes of their own, the database, the clock. */
import type { AppFault } from '../faults.ts';
import type { App, AppStart, GraderSide, LogEntry } from '../runtime.ts';
import type { RunningApp } from './app-process.ts';
import { CpuWatch } from './cpu-watch.ts';
import { type DatabaseHooks, type ServedDatabase, serveDatabase } from './databases.ts';
import { setDate } from './shifted-date.ts';
import { Spares } from './spares.ts';

export interface NodeGraderSide extends GraderSide {
  /** As `startApp`, and tells what the app prints and how it ends. Without a `watch` it is graded. */
  startApp(start: AppStart, watch?: AppWatch): Promise<App>;
}

export interface AppWatch {
  onLog?(entry: LogEntry): void;
  onFault?(fault: AppFault): void;
  onListening?(port: number): void;
}

/** `database`: `pglite`, or the URL of a PostgreSQL server. @throws when the database can't be had. */
export async function createNodeGraderSide(
  database = 'pglite',
  hooks?: DatabaseHooks,
): Promise<NodeGraderSide> {
  const spares = new Spares();
  spares.fill();
  const apps = new Map<RunningApp, number>();
  const cpu = new CpuWatch();
  try {
    const served = await serveDatabase(database, {
      isAppBusy: () => cpu.isBusy(apps.values()),
      requestsUnderway: () => [...apps.keys()].reduce((sum, app) => sum + app.requestsUnderway, 0),
      ...hooks,
    });
    return new Side(served, spares, apps);
  } catch (error) {
    await spares.close();
    throw error;
  }
}

class Side implements NodeGraderSide {
  readonly runtime = 'node';
  private readonly served: ServedDatabase;
  private readonly spares: Spares;
  /** With the numbers of their processes. */
  private readonly apps: Map<RunningApp, number>;

  constructor(served: ServedDatabase, spares: Spares, apps: Map<RunningApp, number>) {
    this.served = served;
    this.spares = spares;
    this.apps = apps;
  }

  get database() {
    return this.served.database;
  }

  async startApp(start: AppStart, watch?: AppWatch): Promise<App> {
    // A verdict must not hang on the machine's date, which somebody may set meanwhile; an app that is open for hours follows it.
    const steady = watch === undefined;
    setDate(steady ? Date.now() : undefined);
    const process = this.spares.take(start.files);
    try {
      const app = await process.start({
        ...start,
        ...watch,
        databaseUrl: this.served.url,
        epochMs: Date.now(),
        steady,
      });
      for (const known of this.apps.keys()) if (known.fault) this.apps.delete(known);
      this.apps.set(app, process.pid ?? 0);
      return app;
    } finally {
      // Now, when the processor is free again.
      this.spares.fill();
    }
  }

  async setClock(epochMs: number | undefined): Promise<void> {
    setDate(epochMs);
  }

  async close(): Promise<void> {
    await Promise.all([this.spares.close(), ...[...this.apps.keys()].map((app) => app.stop())]);
    await this.served.close();
  }
}
