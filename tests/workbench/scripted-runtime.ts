/** A runtime that does what a test tells it: the workbench's stores are tried without a real app. */
import type { GradingEvent } from '../../src/grading/events.ts';
import type { CheckResult, CheckStatus, Report } from '../../src/grading/report.ts';
import { summarise } from '../../src/grading/report.ts';
import type {
  GradeJob,
  GradeOptions,
  HttpRequest,
  HttpResponse,
  OpenApp,
  OpenOptions,
  Runtime,
  TableSnapshot,
} from '../../src/runtimes/runtime.ts';

export interface SentRequest {
  request: HttpRequest;
  address: string | undefined;
}

export class ScriptedRuntime implements Runtime {
  readonly name = 'browser';
  readonly opened: OpenOptions[] = [];
  readonly sent: SentRequest[] = [];
  readonly jobs: GradeJob[] = [];
  running = 0;
  tables: TableSnapshot[] = [];
  /** Called by `open`; throws or waits as the test likes. */
  onOpen: (options: OpenOptions) => void | Promise<void> = () => {};
  answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse> = () => respond(200, '');
  grading: (job: GradeJob, options: GradeOptions) => Promise<Report> = async (job) => report(job, []);

  async prepare(): Promise<void> {}

  async open(options: OpenOptions): Promise<OpenApp> {
    this.opened.push(options);
    await this.onOpen(options);
    this.running++;
    let stopped = false;
    return {
      request: async (request, address) => {
        this.sent.push({ request, address });
        return this.answer(request);
      },
      tables: async () => this.tables,
      stop: async () => {
        if (!stopped) this.running--;
        stopped = true;
      },
    };
  }

  grade(job: GradeJob, options: GradeOptions = {}): Promise<Report> {
    this.jobs.push(job);
    return this.grading(job, options);
  }

  async close(): Promise<void> {}
}

export function respond(
  status: number,
  body: string,
  headers: ReadonlyArray<readonly [string, string]> = [],
): HttpResponse {
  return { status, headers, body: new TextEncoder().encode(body), durationMs: 3 };
}

export function checkResult(id: string, status: CheckStatus): CheckResult {
  return {
    id,
    title: `The check ${id}`,
    kind: 'attack',
    status,
    points: 1,
    durationMs: 1,
    standards: [],
    message: `${id}: ${status}`,
    evidence: [],
  };
}

export function report(job: GradeJob, checks: CheckResult[]): Report {
  return {
    schema: 1,
    exercise: job.exercise,
    runtime: 'browser',
    database: 'pglite',
    seed: job.seed,
    durationMs: 5,
    checks,
    ...summarise(checks),
  };
}

/** Plays a whole run: started, each check, ended. */
export function play(job: GradeJob, checks: CheckResult[], onEvent?: (event: GradingEvent) => void): Report {
  const end = report(job, checks);
  onEvent?.({ type: 'started', exercise: job.exercise, seed: job.seed, checks: checks.map(({ id }) => id) });
  for (const result of checks) {
    onEvent?.({ type: 'check-started', id: result.id });
    onEvent?.({ type: 'check-ended', result });
  }
  onEvent?.({ type: 'ended', report: end });
  return end;
}
