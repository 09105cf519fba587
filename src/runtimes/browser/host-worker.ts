/** The page's hold on one host worker: calls it, hands it app workers, and ends it when the learner's SQL froze it. */
import { type Claim, HostStalled } from '../../grading/conductor.ts';
import type { GradingEvent } from '../../grading/events.ts';
import { type AppFault, AppFaultError } from '../faults.ts';
import { LIMITS, type LogEntry, type SentStatement } from '../runtime.ts';
import type { AppWorker, AppWorkerPool } from './app/app-worker-pool.ts';
import type { DatabaseParts, FromHost, HostCalls, HostMethod, ToHost } from './host/link.ts';

/** How often it looks after the worker while a call runs, in milliseconds. */
const TICK_MS = 500;
/** A worker that is not in PostgreSQL and silent for this long is broken, by our own doing. In milliseconds. */
const SILENT_MS = 60_000;

export interface HostListeners {
  onEvent?(event: GradingEvent): void;
  claim?: Claim;
  onLog?(entry: LogEntry): void;
  onStatement?(statement: SentStatement): void;
  onFault?(fault: AppFault): void;
  /** The learner's SQL froze the worker, which is gone now. */
  onStalled?(stalled: HostStalled): void;
}

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class HostWorker {
  /** Settles when the database is up. */
  readonly ready: Promise<void>;
  listeners: HostListeners = {};
  private readonly worker: Worker;
  private readonly pool: () => AppWorkerPool;
  private readonly pending = new Map<number, PendingCall>();
  private readonly appWorkers = new Map<number, AppWorker>();
  private lastCall = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private busy: { sql: string; starting: boolean; since: number; suspected: boolean } | undefined;
  private heardAt = 0;
  private end: Error | undefined;

  constructor(parts: () => Promise<DatabaseParts>, pool: () => AppWorkerPool) {
    this.pool = pool;
    this.worker = new Worker(new URL('./host/grader-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<FromHost>) => this.receive(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message || 'its script could not be loaded';
      this.kill(new Error(`The grader's worker failed: ${reason}. Reload the page and run it again.`));
    };
    this.ready = parts().then(async (loaded) => {
      await this.call('boot', loaded);
    });
    this.ready.catch((error: Error) => this.kill(error));
  }

  get isGone(): boolean {
    return this.end !== undefined;
  }

  /** @throws AppFaultError, HostStalled when the learner's SQL froze the worker, or Error when our side failed. */
  call<M extends HostMethod>(method: M, ...args: HostCalls[M][0]): Promise<HostCalls[M][1]> {
    if (this.end) return Promise.reject(this.end);
    const id = ++this.lastCall;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.post({ type: 'call', id, method, args } as ToHost);
      this.watch();
    });
  }

  /** Ends the worker and every app of its own, whatever they do; calls that are under way reject with `reason`. */
  kill(reason: Error = new Error('The grader was ended.')): void {
    if (this.end) return;
    this.end = reason;
    this.unwatch();
    this.worker.terminate();
    for (const worker of this.appWorkers.values()) worker.terminate();
    this.appWorkers.clear();
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
    if (reason instanceof HostStalled) this.listeners.onStalled?.(reason);
  }

  private receive(message: FromHost): void {
    this.heardAt = performance.now();
    switch (message.type) {
      case 'returned':
        this.settle(message.id)?.resolve(message.value);
        return;
      case 'threw': {
        const { fault, message: text } = message.error;
        this.settle(message.id)?.reject(fault ? new AppFaultError(fault) : new Error(text));
        return;
      }
      case 'event':
        this.listeners.onEvent?.(message.event);
        return;
      case 'claim': {
        const isOurs = this.listeners.claim?.(message.check) ?? true;
        this.post({ type: 'claimed', id: message.id, isOurs });
        return;
      }
      case 'log':
        this.listeners.onLog?.(message.entry);
        return;
      case 'statement':
        this.listeners.onStatement?.(message.statement);
        return;
      case 'fault':
        this.listeners.onFault?.(message.fault);
        return;
      case 'take-app-worker':
        void this.handOver(message.id);
        return;
      case 'end-app-worker':
        this.appWorkers.get(message.id)?.terminate();
        this.appWorkers.delete(message.id);
        return;
      case 'check-app-workers':
        void this.pool()
          .isAlive()
          .then((areThere) => this.post({ type: 'app-workers-checked', areThere }));
        return;
      case 'busy':
        this.busy = { sql: message.sql, starting: message.starting, since: this.heardAt, suspected: false };
        this.watch();
        return;
      case 'idle':
        this.busy = undefined;
        if (this.pending.size === 0) this.unwatch();
        return;
      case 'pong':
        return;
    }
  }

  private settle(id: number): PendingCall | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0 && !this.busy) this.unwatch();
    return call;
  }

  private async handOver(id: number): Promise<void> {
    try {
      const worker = await this.pool().take();
      if (this.end) return worker.terminate();
      this.appWorkers.set(id, worker);
      this.post({ type: 'app-worker', id, port: worker.port }, [worker.port]);
      worker.onDeath((message) => {
        this.appWorkers.delete(id);
        this.post({ type: 'app-worker-died', id, message });
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.post({ type: 'no-app-worker', id, message });
    }
  }

  private watch(): void {
    if (this.timer !== undefined) return;
    this.heardAt = performance.now();
    this.timer = setInterval(() => this.look(), TICK_MS);
  }

  private unwatch(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const now = performance.now();
    const { busy } = this;
    if (busy) {
      if (now - busy.since < LIMITS.statementMs) return;
      // Its word that the statement ended may lie in the queue behind this timer, after the machine slept.
      if (!busy.suspected) {
        busy.suspected = true;
        return;
      }
      const { sql, starting } = busy;
      this.kill(new HostStalled({ kind: 'endless-statement', sql, limitMs: LIMITS.statementMs }, starting));
    } else if (now - this.heardAt > SILENT_MS) {
      this.kill(new Error('The grader stopped answering. Run it again; if that stays so, please report it.'));
    } else {
      this.post({ type: 'ping' });
    }
  }

  private post(message: ToHost, transfer: Transferable[] = []): void {
    if (!this.end) this.worker.postMessage(message, transfer);
  }
}
