/**
 * Leads a grading run from outside of the realm that grades: PostgreSQL in WebAssembly can't be interrupted, so one
 * endless SQL statement of the learner's freezes the grader's whole worker (or process). Then that host is killed, and
 * the check it was in begins anew on another one; a machine that was busy elsewhere is not the app's fault. When that
 * host stalls as well the check fails with the statement as its reason, and the next goes on with the checks that are
 * left. Several hosts may share a run: each asks for a check before it begins it, so that none runs twice. What comes
 * out is one stream of events and one report, as of a run that nothing disturbed.
 */
import type { FixExercise } from '../course/exercise.ts';
import { type AppFault, describeFault } from '../runtimes/faults.ts';
import type { GradeJob, RuntimeName } from '../runtimes/runtime.ts';
import type { GradingEvent } from './events.ts';
import { type CheckResult, type DatabaseKind, type Evidence, type Report, summarise } from './report.ts';
import { shortened } from './reporters/printable.ts';

/** What a host is told to do: the checks that are left, and what is known from hosts before it. */
export interface HostJob extends GradeJob {
  /** Faults of the app's last starts, all the same: an app that never starts is not tried in every check. */
  startFaults: readonly AppFault[];
  /** Other hosts run the same job: the host asks before each check whether it is its own to run. */
  claims: boolean;
}

/** A realm that grades: a worker, or a process. One job at a time. */
export interface GraderHost {
  /**
   * Runs the job's checks and resolves with their report. Where other hosts run the same job it asks `claim` before each
   * check, and leaves out one that it does not get.
   * @throws HostStalled when the learner's code froze the host; any other error is our own failure.
   */
  run(job: HostJob, onEvent: (event: GradingEvent) => void, claim: Claim): Promise<Report>;
  /** Ends it whatever it does; a `run` that goes on may stay unsettled. Idempotent, never throws. */
  kill(): void;
  /** The job is done and the host is well: it may be kept for another, or ended. */
  release(): void;
}

/** Whether the host that asks is to run the check of this id: nobody else does, or did. */
export type Claim = (id: string) => boolean;

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
  /** Hosts that share the checks, at most; one when absent, and for hosts that claim nothing. */
  lanes?: number;
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

/** One host after another; several lanes share a run. */
interface Lane {
  host: GraderHost | undefined;
  /** The check that its host is in. */
  current: { id: string; startedAt: number } | undefined;
}

class Run {
  private readonly options: ConductOptions;
  private readonly startedAt = performance.now();
  private readonly results: CheckResult[] = [];
  private readonly startFaults: AppFault[] = [];
  private readonly lanes = new Set<Lane>();
  /** Ids of the run, in the suite's order; undefined until the first host told them. */
  private planned: readonly string[] | undefined;
  /** Checks in which a host died; a second death in one ends the run. */
  private readonly diedIn = new Set<string>();
  /** Checks in which a host stalled; a second stall in one is the app's. */
  private readonly stalledIn = new Set<string>();
  /** Checks that were announced: one that is tried again on a new host is not announced twice. */
  private readonly announced = new Set<string>();
  /** Nothing is begun any more, and nothing told. */
  private isOver = false;
  private isAborted = false;

  constructor(options: ConductOptions) {
    this.options = options;
  }

  abort(): void {
    this.isOver = true;
    this.isAborted = true;
    for (const { host } of this.lanes) host?.kill();
  }

  async toTheEnd(): Promise<Report> {
    const { job, exercise } = this.options;
    const { promise: done, resolve } = Promise.withResolvers<string | undefined>();
    // The first one's word counts: another that can't come up leaves its checks to the rest.
    const first = this.lane(resolve);
    const others = Array.from({ length: this.laneCount() - 1 }, () => this.lane(resolve));
    void Promise.all([first, ...others]).then(async ([error]) => {
      // A lane that has ended does not come back for what another had to leave: one more host is tried for that.
      const isLeft = this.planned !== undefined && this.left().length > 0 && !this.isOver;
      resolve(isLeft && others.length > 0 ? await this.lane(resolve) : error);
    });
    const error = (await done) ?? this.unfinished();
    this.isOver = true;
    // After an error of one lane the others need not go on; one whose host comes too late keeps nobody waiting.
    for (const { host } of this.lanes) host?.kill();
    const order = (id: string) => this.planned?.indexOf(id) ?? 0;
    const results = this.results.toSorted((a, b) => order(a.id) - order(b.id));
    const report: Report = {
      schema: 1,
      exercise: exercise.id,
      runtime: this.options.runtime,
      database: this.options.database,
      seed: job.seed,
      durationMs: Math.round(performance.now() - this.startedAt),
      ...summarise(results),
      checks: results,
      ...(error === undefined ? {} : { verdict: 'error', error }),
    };
    if (!this.isAborted) this.options.onEvent?.({ type: 'ended', report });
    return report;
  }

  /** One at least; no more than there are checks. */
  private laneCount(): number {
    const { job, exercise, lanes = 1 } = this.options;
    return Math.max(1, Math.min(lanes, (job.only ?? exercise.checks).length));
  }

  /**
   * Host after host, as long as one is lost and checks are left. Resolves with why the run can't go on, if it can't.
   * `end` ends the whole run: every result is there, or our side failed.
   */
  private async lane(end: (error: string | undefined) => void): Promise<string | undefined> {
    const lane: Lane = { host: undefined, current: undefined };
    this.lanes.add(lane);
    try {
      let outcome: Outcome;
      do {
        outcome = await this.oneHost(lane);
        if (outcome.error !== undefined) {
          if (outcome.started) end(outcome.error);
          return outcome.error;
        }
      } while (outcome.isLost && !this.isOver && this.free(lane).length > 0);
    } finally {
      this.lanes.delete(lane);
    }
    const goesOn = [...this.lanes].some(({ host }) => host !== undefined);
    if (this.planned && this.left().length === 0 && !goesOn) end(undefined);
    return undefined;
  }

  /** Lets one host do what is free. */
  private async oneHost(lane: Lane): Promise<Outcome> {
    const { job, spawnHost } = this.options;
    let host: GraderHost;
    try {
      host = await spawnHost();
    } catch (thrown) {
      return { error: messageOf(thrown), started: false, isLost: true };
    }
    if (this.isOver) {
      host.release();
      return { started: true, isLost: false };
    }
    lane.host = host;
    try {
      const report = await host.run(
        {
          ...job,
          ...(this.planned ? { only: this.free(lane) } : {}),
          startFaults: [...this.startFaults],
          claims: this.laneCount() > 1,
        },
        (event) => this.follow(lane, event),
        (id) => this.claim(lane, id),
      );
      host.release();
      return { ...(report.error !== undefined && { error: report.error }), started: true, isLost: false };
    } catch (thrown) {
      host.kill();
      const error =
        thrown instanceof HostStalled ? this.stalled(lane, thrown) : this.died(lane, messageOf(thrown));
      return { ...(error !== undefined && { error }), started: true, isLost: true };
    } finally {
      lane.host = undefined;
      lane.current = undefined;
    }
  }

  private claim(lane: Lane, id: string): boolean {
    if (this.isOver || !this.free(lane).includes(id)) return false;
    lane.current = { id, startedAt: performance.now() };
    return true;
  }

  private follow(lane: Lane, event: GradingEvent): void {
    if (this.isOver) return;
    switch (event.type) {
      case 'started':
        if (this.planned) return;
        this.planned = event.checks;
        this.options.onEvent?.(event);
        return;
      case 'check-started':
        lane.current = { id: event.id, startedAt: performance.now() };
        if (!this.announced.has(event.id)) this.options.onEvent?.(event);
        this.announced.add(event.id);
        return;
      case 'check-ended':
        lane.current = undefined;
        this.results.push(event.result);
        this.options.onEvent?.(event);
        return;
      case 'ended':
        // Its report is a part of ours.
        return;
    }
  }

  private stalled(lane: Lane, { fault, starting, message }: HostStalled): string | undefined {
    const check = this.options.exercise.checks.find(({ id }) => id === lane.current?.id);
    if (!check || !lane.current) return message;
    if (!this.stalledIn.has(check.id)) {
      this.stalledIn.add(check.id);
      return undefined;
    }
    if (starting) {
      if (JSON.stringify(this.startFaults[0]) !== JSON.stringify(fault)) this.startFaults.length = 0;
      this.startFaults.push(fault);
    }
    this.follow(lane, {
      type: 'check-ended',
      result: {
        id: check.id,
        title: check.title,
        kind: check.kind,
        status: 'fail',
        points: check.points,
        durationMs: Math.round(performance.now() - lane.current.startedAt),
        standards: check.standards,
        message,
        happened: message,
        evidence: evidenceOf(fault),
      },
    });
    return undefined;
  }

  private died(lane: Lane, message: string): string | undefined {
    const id = lane.current?.id;
    if (id === undefined || this.diedIn.has(id)) return message;
    this.diedIn.add(id);
    return undefined;
  }

  /** Without a result. */
  private left(): string[] {
    return (this.planned ?? []).filter((id) => !this.results.some((result) => result.id === id));
  }

  /** Without a result, and no other lane is at it. Before the first host told its checks: all but those. */
  private free(lane: Lane): string[] {
    const taken = new Set(
      [...this.lanes].filter((other) => other !== lane).map(({ current }) => current?.id),
    );
    const ids = this.planned ? this.left() : this.options.exercise.checks.map(({ id }) => id);
    return ids.filter((id) => !taken.has(id));
  }

  private unfinished(): string | undefined {
    const left = this.left();
    if (left.length === 0 || this.isOver) return undefined;
    return `The grader ended before these checks ran: ${left.join(', ')}. Run it again; if that stays so, please report it.`;
  }
}

/** How a lane's host ended. */
interface Outcome {
  error?: string;
  /** False where it did not even come up. */
  started: boolean;
  /** Another host may do what is left. */
  isLost: boolean;
}

function evidenceOf(fault: AppFault): Evidence[] {
  return fault.kind === 'endless-statement'
    ? [{ type: 'statement', sql: shortened(fault.sql, 4_000), parameters: [] }]
    : [];
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
