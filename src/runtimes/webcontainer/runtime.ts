/** The runtime on StackBlitz's Node in the browser: the node runtime's host, in the page's container. */
import type { FixExercise } from '../../course/exercise.ts';
import { conduct, type GraderHost, HostStalled } from '../../grading/conductor.ts';
import type { Report } from '../../grading/report.ts';
import { AppFaultError } from '../faults.ts';
import type { Files, GradeJob, GradeOptions, OpenApp, OpenOptions, Runtime } from '../runtime.ts';
import type { Container } from './container.ts';
import { ContainerHost } from './host.ts';
import { copyCode, mountExtensions } from './mount.ts';

export interface WebContainerRuntimeOptions {
  container: Container;
  exercise(id: string): FixExercise | Promise<FixExercise>;
  /** The opened app's address in the preview, as soon as the container has told it; undefined when it is stopped. */
  onPreview?(url: string | undefined): void;
}

/** On a container that is booted; several runtimes may share one. */
export function createWebContainerRuntime(options: WebContainerRuntimeOptions): Runtime {
  return new WebContainerRuntime(options);
}

class WebContainerRuntime implements Runtime {
  readonly name = 'webcontainer';
  private readonly options: WebContainerRuntimeOptions;
  private readonly container: Container;
  private readonly leaving = new AbortController();
  /** The open app's host, and the one that grades: a check never disturbs the app and its data. */
  private lab: Promise<ContainerHost> | undefined;
  private grader: Promise<ContainerHost> | undefined;
  private readonly hosts = new Set<ContainerHost>();
  private lastRun: Promise<unknown> = Promise.resolve();
  private lastOpened = 0;
  private appPort: number | undefined;
  private readonly unsubscribe: Array<() => void>;

  constructor(options: WebContainerRuntimeOptions) {
    this.options = options;
    this.container = options.container;
    this.unsubscribe = [
      this.container.onLost((reason) => this.end(new Error(reason))),
      this.container.onPort(() => this.tellPreview()),
    ];
  }

  async prepare(): Promise<void> {
    this.lab = this.alive(this.lab);
    await this.lab;
  }

  grade(job: GradeJob, options: GradeOptions = {}): Promise<Report> {
    const run = this.lastRun.then(() => this.gradeNow(job, options));
    this.lastRun = run.catch(() => {});
    return run;
  }

  private async gradeNow(job: GradeJob, { onEvent, signal }: GradeOptions): Promise<Report> {
    const exercise = await this.options.exercise(job.exercise);
    return conduct({
      job,
      exercise,
      runtime: 'webcontainer',
      database: 'pglite',
      onEvent,
      signal,
      spawnHost: async (): Promise<GraderHost> => {
        await this.mountFor(job.files);
        this.grader = this.alive(this.grader);
        const host = await this.grader;
        host.exercise = exercise;
        return host;
      },
    });
  }

  async open({ exercise: id, files, onLog, onStatement, onFault }: OpenOptions): Promise<OpenApp> {
    const number = ++this.lastOpened;
    const exercise = await this.options.exercise(id);
    await this.mountFor(files);
    await this.container.queue.run(() => copyCode(this.container.client, files), this.leaving.signal);
    this.lab = this.alive(this.lab);
    const host = await this.lab;
    const call = async <T>(calling: () => Promise<T>): Promise<T> => {
      if (number !== this.lastOpened) throw new Error('The app was stopped.');
      try {
        return await calling();
      } catch (error) {
        throw error instanceof HostStalled ? new AppFaultError(error.fault) : error;
      }
    };
    // Until it is open, a fault is what `open` rejects with.
    let isOpen = false;
    host.onMessage = (message) => {
      if (message.type === 'log') onLog?.(message.entry);
      else if (message.type === 'statement') onStatement?.(message.statement);
      else if (message.type === 'listening') this.listensAt(message.port);
      else if (isOpen) onFault?.(message.fault);
    };
    // The one before, if it was not stopped.
    await call(() => host.call('stop'));
    await call(() => host.call('open', exercise, files));
    isOpen = true;
    return {
      request: (request, address) => call(() => host.call('request', request, address)),
      tables: () => call(() => host.call('tables')),
      stop: async () => {
        if (number !== this.lastOpened) return;
        this.listensAt(undefined);
        if (!host.isLost) await host.call('stop').catch(() => {});
      },
    };
  }

  async close(): Promise<void> {
    this.end(new Error('The runtime is closed.'));
  }

  private mountFor(files: Files): Promise<void> {
    return this.container.queue.run(() => mountExtensions(this.container.client, files), this.leaving.signal);
  }

  /** The host if it is well, else a new one. */
  private async alive(kept: Promise<ContainerHost> | undefined): Promise<ContainerHost> {
    const host = await kept?.catch(() => undefined);
    if (host && !host.isLost) return host;
    const fresh = await this.container.queue.run(
      () => ContainerHost.start(this.container.client),
      this.leaving.signal,
    );
    this.hosts.add(fresh);
    if (this.leaving.signal.aborted) fresh.kill(this.leaving.signal.reason as Error);
    return fresh;
  }

  private listensAt(port: number | undefined): void {
    this.appPort = port;
    this.tellPreview();
  }

  private tellPreview(): void {
    const url = this.appPort === undefined ? undefined : this.container.ports.get(this.appPort);
    this.options.onPreview?.(url);
  }

  private end(reason: Error): void {
    if (this.leaving.signal.aborted) return;
    this.leaving.abort(reason);
    for (const stop of this.unsubscribe) stop();
    for (const host of this.hosts) host.kill(reason);
    this.hosts.clear();
  }
}
