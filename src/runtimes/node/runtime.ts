/** The node runtime: everything in processes of its own, for the command line, CI and re-grading. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadFixExercise } from '../../course/load.ts';
import { conduct, type GraderHost, HostStalled } from '../../grading/conductor.ts';
import type { Report } from '../../grading/report.ts';
import { AppFaultError } from '../faults.ts';
import type { GradeJob, GradeOptions, OpenApp, OpenOptions, Runtime } from '../runtime.ts';
import { NodeHost } from './host.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Hosts that grade at once, at most: each takes a processor, and half a gigabyte of memory with its apps. */
const MOST_HOSTS = Math.min(4, availableParallelism());

export interface NodeRuntimeOptions {
  /** `pglite` (the default), or the `postgres://` URL of a server. */
  database?: string | undefined;
}

/** Starts nothing yet; `close` ends all that it starts later. */
export function createNodeRuntime({ database = 'pglite' }: NodeRuntimeOptions = {}): Runtime {
  return new NodeRuntime(database);
}

class NodeRuntime implements Runtime {
  readonly name = 'node';
  private readonly database: string;
  /** Booted and without work. */
  private readonly idle: NodeHost[] = [];
  private readonly hosts = new Set<NodeHost>();
  /** Hosts that were promised to runs under way. */
  private promised = 0;
  private preparing: Promise<void> | undefined;
  private isClosed = false;

  constructor(database: string) {
    this.database = database;
  }

  prepare(): Promise<void> {
    this.preparing ??= this.host().then((host) => host.release());
    return this.preparing;
  }

  async grade(job: GradeJob, { onEvent, signal }: GradeOptions = {}): Promise<Report> {
    const exercise = await loadFixExercise(root, job.exercise);
    const lanes = this.freeLanes();
    this.promised += lanes;
    try {
      return await conduct({
        job,
        exercise,
        runtime: 'node',
        database: this.database === 'pglite' ? 'pglite' : 'postgres',
        spawnHost: async (): Promise<GraderHost> => {
          const host = await this.host();
          host.exercise = exercise;
          return host;
        },
        lanes,
        onEvent,
        signal,
      });
    } finally {
      this.promised -= lanes;
    }
  }

  /** What other runs leave of the machine, one at least. A server has one clock, which two hosts would move at once. */
  private freeLanes(): number {
    return this.database === 'pglite' ? Math.max(1, MOST_HOSTS - this.promised) : 1;
  }

  async open({ exercise: id, files, onLog, onStatement, onFault }: OpenOptions): Promise<OpenApp> {
    const exercise = await loadFixExercise(root, id);
    const host = await this.host();
    host.onMessage = (message) => {
      if (message.type === 'log') onLog?.(message.entry);
      else if (message.type === 'statement') onStatement?.(message.statement);
      else onFault?.(message.fault);
    };
    try {
      await asFault(host.call('open', exercise, files));
    } catch (error) {
      await this.finish(host);
      throw error;
    }
    return {
      request: (request, address) => asFault(host.call('request', request, address)),
      tables: () => asFault(host.call('tables')),
      stop: () => this.finish(host),
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.hosts].map((host) => this.end(host)));
  }

  private async host(): Promise<NodeHost> {
    if (this.isClosed) throw new Error('The runtime is closed.');
    for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) {
      if (kept.isLost) continue;
      kept.ref();
      return kept;
    }
    const host = await NodeHost.spawn(this.database, (done) => {
      done.unref();
      this.idle.push(done);
    });
    this.hosts.add(host);
    return host;
  }

  /** After an open app: the host may do other work, or is ended where it can't. */
  private async finish(host: NodeHost): Promise<void> {
    host.onMessage = undefined;
    try {
      await host.call('stop');
      host.release();
    } catch {
      await this.end(host);
    }
  }

  private async end(host: NodeHost): Promise<void> {
    host.onMessage = undefined;
    this.hosts.delete(host);
    await host.close();
  }
}

/** An open app whose statement never ended is a fault like others. */
async function asFault<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof HostStalled ? new AppFaultError(error.fault) : error;
  }
}
