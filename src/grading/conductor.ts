/**
 * Leads a grading run from outside of the realm that grades: PostgreSQL in WebAssembly can't be interrupted, so one
 * endless SQL statement of the learner's freezes the grader's whole worker (or process). Then that host is killed, and
 * the check it was in begins anew on another one; a machine that was busy elsewhere is not the app's fault. When that
 * host stalls as well the check fails with the statement as its reason, and the next goes on with the checks that are
 * left. What comes out is one stream of events and one report, as of a run that nothing disturbed.
 */
import type { Check, FixExercise } from '../course/exercise.ts';
import { type AppFault, describeFault } from '../runtimes/faults.ts';
import type { GradeJob, RuntimeName } from '../runtimes/runtime.ts';
import type { GradingEvent } from './events.ts';
import { type CheckResult, type DatabaseKind, type Evidence, type Report, summarise } from './report.ts';
import { shortened } from './reporters/printable.ts';

/** What a host is told to do: the checks that are left, and what is known from hosts before it. */
export interface HostJob extends GradeJob {
  /** Faults of the app's last starts, all the same: an app that never starts is not tried in every check. */
  startFaults: readonly AppFault[];
}

/** A realm that grades: a worker, or a process. One job at a time. */
export interface GraderHost {
  /**
   * Runs the job's checks and resolves with their report.
   * @throws HostStalled when the learner's code froze the host; any other error is our own failure.
   */
  run(job: HostJob, onEvent: (event: GradingEvent) => void): Promise<Report>;
  /** Ends it whatever it does; a `run` that goes on may stay unsettled. Idempotent, never throws. */
  kill(): void;
  /** The job is done and the host is well: it may be kept for another, or ended. */
  release(): void;
}

/** The learner's code froze the host. */
export class HostStalled extends Error {
  override readonly name = 'HostStalled';
  readonly fault: AppFault;
  /** True when the app was being started: its `schema.sql` was running. */
  readonly starting: boolean;
  constructor(fault: AppFault, starting = false) {
    super(describeFault(fault));
    this.fault = fault;
    this.starting = starting;
  }
}

export interface ConductOptions {
  job: GradeJob;
  exercise: FixExercise;
  runtime: RuntimeName;
  database: DatabaseKind;
  /** A host that is ready, or gets ready. Rejects when there can be none. */
  spawnHost(): Promise<GraderHost>;
  onEvent?: ((event: GradingEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs the job to its end. Resolves with verdict `error` when our side fails, with the results so far.
 * @throws the signal's reason when aborted; nothing else.
 */
export async function conduct(options: ConductOptions): Promise<Report> {
  const { signal } = options;
  signal?.throwIfAborted();
  const run = new Run(options);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    run.abort();
    reject(signal?.reason);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([run.toTheEnd(), aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

class Run {
  private readonly options: ConductOptions;
  private readonly startedAt = performance.now();
  private readonly results: CheckResult[] = [];
  private readonly startFaults: AppFault[] = [];
  /** Ids of the run, in the suite's order; undefined until the first host told them. */
  private planned: readonly string[] | undefined;
  /** The check that the host is in. */
  private current: { id: string; startedAt: number } | undefined;
  /** The check in which a host died; a second death in it ends the run. */
  private diedIn: string | undefined;
  /** The check in which a host stalled; a second stall in it is the app's. */
  private stalledIn: string | undefined;
  private host: GraderHost | undefined;
  private isAborted = false;

  constructor(options: ConductOptions) {
    this.options = options;
  }

  abort(): void {
    this.isAborted = true;
    this.host?.kill();
  }

  async toTheEnd(): Promise<Report> {
    let error: string | undefined;
    do {
      error = await this.oneHost();
    } while (error === undefined && this.planned && this.left().length > 0 && !this.isAborted);
    const report: Report = {
      schema: 1,
      exercise: this.options.exercise.id,
      runtime: this.options.runtime,
      database: this.options.database,
      seed: this.options.job.seed,
      durationMs: Math.round(performance.now() - this.startedAt),
      ...summarise(this.results),
      checks: this.results,
      ...(error === undefined ? {} : { verdict: 'error', error }),
    };
    this.tell({ type: 'ended', report });
    return report;
  }

  /** Lets one host do what is left. Returns why the run can't go on, if it can't. */
  private async oneHost(): Promise<string | undefined> {
    const { job, spawnHost } = this.options;
    try {
      this.host = await spawnHost();
    } catch (thrown) {
      return messageOf(thrown);
    }
    if (this.isAborted) {
      this.host.kill();
      return 'aborted';
    }
    const { host } = this;
    try {
      const report = await host.run(
        {
          ...job,
          ...(this.planned ? { only: this.left() } : {}),
          startFaults: [...this.startFaults],
        },
        (event) => this.follow(event),
      );
      host.release();
      if (report.error !== undefined) return report.error;
      return this.left().length > 0
        ? `The grader ended before these checks ran: ${this.left().join(', ')}. Run it again; if that stays so, please report it.`
        : undefined;
    } catch (thrown) {
      host.kill();
      if (thrown instanceof HostStalled) return this.stalled(thrown);
      return this.died(messageOf(thrown));
    }
  }

  private follow(event: GradingEvent): void {
    if (this.isAborted) return;
    switch (event.type) {
      case 'started':
        if (this.planned) return;
        this.planned = event.checks;
        this.tell(event);
        return;
      case 'check-started':
        // A check that is tried again on a new host was announced already.
        if (this.current?.id !== event.id) this.tell(event);
        this.current = { id: event.id, startedAt: performance.now() };
        return;
      case 'check-ended':
        this.current = undefined;
        this.results.push(event.result);
        this.tell(event);
        return;
      case 'ended':
        // Its report is a part of ours.
        return;
    }
  }

  private stalled({ fault, starting, message }: HostStalled): string | undefined {
    const check = this.currentCheck();
    if (!check || !this.current) return message;
    if (this.stalledIn !== check.id) {
      this.stalledIn = check.id;
      return undefined;
    }
    if (starting) {
      if (JSON.stringify(this.startFaults[0]) !== JSON.stringify(fault)) this.startFaults.length = 0;
      this.startFaults.push(fault);
    }
    this.follow({
      type: 'check-ended',
      result: {
        id: check.id,
        title: check.title,
        kind: check.kind,
        status: 'fail',
        points: check.points,
        durationMs: Math.round(performance.now() - this.current.startedAt),
        standards: check.standards,
        message,
        happened: message,
        evidence: evidenceOf(fault),
      },
    });
    return undefined;
  }

  private died(message: string): string | undefined {
    const id = this.current?.id;
    if (id === undefined || this.diedIn === id) return message;
    this.diedIn = id;
    return undefined;
  }

  private left(): string[] {
    return (this.planned ?? []).filter((id) => !this.results.some((result) => result.id === id));
  }

  private currentCheck(): Check | undefined {
    return this.options.exercise.checks.find(({ id }) => id === this.current?.id);
  }

  private tell(event: GradingEvent): void {
    if (!this.isAborted) this.options.onEvent?.(event);
  }
}

function evidenceOf(fault: AppFault): Evidence[] {
  return fault.kind === 'endless-statement'
    ? [{ type: 'statement', sql: shortened(fault.sql, 4_000), parameters: [] }]
    : [];
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
