/** A host process, seen from outside: calls, events, and a watch over what never ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FixExercise } from '../../course/exercise.ts';
import { type Claim, type GraderHost, type HostJob, HostStalled } from '../../grading/conductor.ts';
import type { GradingEvent } from '../../grading/events.ts';
import { type AppFault, AppFaultError } from '../faults.ts';
import { LIMITS } from '../runtime.ts';
import { sweepAppFolders } from './app-folders.ts';
import { memoryOf } from './app-footprint.ts';
import type { FromHost, HostCalls, HostMethod, ToHost } from './host-link.ts';
import { CAN_GROUP, killGroup } from './process-group.ts';
import { hadItsTurn, startProcessStopwatch, startStopwatch } from './wait.ts';

const entry = fileURLToPath(new URL('host-process.ts', import.meta.url));

/** A host that does not even tell that it is alive for this long is broken, without a statement to blame. */
const SILENT_MS = 9 * LIMITS.statementMs;

/** PGlite lives in the host, and what an app puts into its tables with it. Without that a host takes 1 GB at most. */
const HOST_MEGABYTES = 3_000;
const LOOK_MS = 500;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Told while an opened app runs. */
export type HostListener = (message: Extract<FromHost, { type: 'log' | 'statement' | 'fault' }>) => void;

export class NodeHost implements GraderHost {
  onMessage: HostListener | undefined;
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private readonly keep: (host: NodeHost) => void;
  private lastCall = 0;
  private onEvent: ((event: GradingEvent) => void) | undefined;
  private claim: Claim = () => true;
  /** Why it is gone. */
  private lost: Error | undefined;
  private running: Extract<FromHost, { type: 'running' }> | undefined;
  private errors = '';
  private readonly ended = Promise.withResolvers<void>();

  /** `keep` takes a host that has done its job well. */
  private constructor(keep: (host: NodeHost) => void) {
    this.keep = keep;
    this.child = fork(entry, [], {
      execArgv: ['--disable-sigusr1', '--no-deprecation', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: CAN_GROUP,
    });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.errors = (this.errors + text.toString()).slice(-2_000);
    });
    this.child.on('message', (message: FromHost) => this.receive(message));
    this.child.once('error', (error) => {
      this.lose(error);
      this.ended.resolve();
    });
    this.child.once('close', (code, signal) => {
      this.lose(new Error(`The grader's process ended (${signal ?? code}). ${this.errors}`.trim()));
      sweepAppFolders();
      this.ended.resolve();
    });
  }

  /** @throws when the database can't be had. */
  static async spawn(database: string, keep: (host: NodeHost) => void): Promise<NodeHost> {
    const host = new NodeHost(keep);
    try {
      await host.call('boot', database);
      return host;
    } catch (error) {
      host.kill();
      throw error;
    }
  }

  get isLost(): boolean {
    return this.lost !== undefined;
  }

  /** Lets our own process end although this one waits for work. */
  unref(): void {
    this.child.unref();
    this.child.channel?.unref();
    (this.child.stderr as Partial<{ unref(): void }> | null)?.unref?.();
  }

  ref(): void {
    this.child.ref();
    this.child.channel?.ref();
  }

  async run(job: HostJob & { exercise: string }, onEvent: (event: GradingEvent) => void, claim: Claim) {
    if (!this.exercise) throw new Error('The host was given no exercise.');
    this.onEvent = onEvent;
    this.claim = claim;
    try {
      return await this.call('grade', this.exercise, job);
    } finally {
      this.onEvent = undefined;
    }
  }

  /** What `run` grades. */
  exercise: FixExercise | undefined;

  /** @throws HostStalled, AppFaultError, or an error of our own side. */
  call<M extends HostMethod>(method: M, ...args: HostCalls[M][0]): Promise<HostCalls[M][1]> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      this.lastCall += 1;
      const id = this.lastCall;
      const stopwatch = this.watch();
      this.pending.set(id, {
        resolve: (value) => {
          stopwatch();
          resolve(value as HostCalls[M][1]);
        },
        reject: (error) => {
          stopwatch();
          reject(error);
        },
      });
      this.send({ type: 'call', id, method, args } as ToHost);
    });
  }

  private send(message: ToHost): void {
    this.child.send(message);
  }

  release(): void {
    if (!this.lost) this.keep(this);
  }

  kill(): void {
    this.lose(new Error('The host was ended.'));
  }

  /** Ends it in order: apps first, a server's database removed. */
  async close(): Promise<void> {
    // An idle host keeps nobody up; but whoever waits for its end has to be there when it comes.
    this.ref();
    if (!this.lost) await this.call('close').catch(() => {});
    this.kill();
    await this.ended.promise;
  }

  /** Looks, as long as a call goes on, whether the process stands still. */
  private watch(): () => void {
    const limit = { pid: this.child.pid, limitMs: LIMITS.statementMs, holds: hadItsTurn };
    const statement = startProcessStopwatch(limit, () => {
      if (this.running) this.lose(this.stalled(this.running));
    });
    const silence = startStopwatch(SILENT_MS, () => {
      this.lose(new Error("The grader's process stood still without a reason that it told."));
    });
    const looking = setInterval(() => {
      if (memoryOf(this.child.pid) > HOST_MEGABYTES) this.lose(overfilled(this.running));
    }, LOOK_MS);
    const restart = () => {
      statement.restart();
      silence.restart();
    };
    this.watches.add(restart);
    return () => {
      this.watches.delete(restart);
      clearInterval(looking);
      statement.stop();
      silence.stop();
    };
  }

  private readonly watches = new Set<() => void>();

  private stalled({ sql, starting }: Extract<FromHost, { type: 'running' }>): HostStalled {
    return new HostStalled({ kind: 'endless-statement', sql, limitMs: LIMITS.statementMs }, starting);
  }

  private receive(message: FromHost): void {
    // Whatever comes: the statement before it has ended.
    this.running = message.type === 'running' ? message : undefined;
    for (const restart of this.watches) restart();
    switch (message.type) {
      case 'returned':
        this.settle(message.id)?.resolve(message.value);
        return;
      case 'threw':
        this.settle(message.id)?.reject(errorOf(message.message, message.fault));
        return;
      case 'event':
        this.onEvent?.(message.event);
        return;
      case 'claim':
        this.send({ type: 'claimed', id: message.id, isOurs: this.claim(message.check) });
        return;
      case 'log':
      case 'statement':
      case 'fault':
        this.onMessage?.(message);
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private lose(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    killGroup(this.child);
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
    if (error instanceof HostStalled) this.onMessage?.({ type: 'fault', fault: error.fault });
  }
}

const overfilled = (running: { starting: boolean } | undefined) =>
  new HostStalled(
    { kind: 'excess', did: `had its database take more than ${HOST_MEGABYTES / 1_000} GB of memory` },
    running?.starting ?? false,
  );

const errorOf = (message: string, fault: AppFault | undefined) =>
  fault ? new AppFaultError(fault) : new Error(message);
