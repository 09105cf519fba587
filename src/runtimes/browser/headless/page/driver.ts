/** What the bare page offers to the process that drives it. All of it is JSON, but for bodies of bytes. */
import type { FixExercise } from '../../../../course/exercise.ts';
import type { GradingEvent } from '../../../../grading/events.ts';
import type { Report } from '../../../../grading/report.ts';
import type { AppFault } from '../../../faults.ts';
import type {
  Files,
  GradeJob,
  HttpRequest,
  HttpResponse,
  LogEntry,
  SentStatement,
  TableSnapshot,
} from '../../../runtime.ts';

/** A value, or why there is none. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; message: string; fault?: AppFault };

/** Bodies as base64, which passes any driver. */
export type PlainRequest = Omit<HttpRequest, 'body'> & { body?: string };
export type PlainResponse = Omit<HttpResponse, 'body'> & { body: string };

export interface Driver {
  prepare(): Promise<Outcome<null>>;
  grade(run: number, exercise: FixExercise, job: GradeJob): Promise<Outcome<Report>>;
  abort(run: number): void;
  /** Resolves with the number of the opened app. */
  open(exercise: FixExercise, files: Files): Promise<Outcome<number>>;
  request(app: number, request: PlainRequest, address?: string): Promise<Outcome<PlainResponse>>;
  tables(app: number): Promise<Outcome<TableSnapshot[]>>;
  stop(app: number): Promise<Outcome<null>>;
}

/** What the page tells meanwhile, as JSON, by the function that the driver exposes as `other90Tell`. */
export type Told =
  | { type: 'event'; run: number; event: GradingEvent }
  | { type: 'log'; app: number; entry: LogEntry }
  | { type: 'statement'; app: number; statement: SentStatement }
  | { type: 'fault'; app: number; fault: AppFault };

declare global {
  var other90: Driver;
  var other90Tell: (told: string) => void;
}
