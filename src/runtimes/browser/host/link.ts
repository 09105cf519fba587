/** Messages between the page and a host worker: the grader side, with the database. */
import type { FixExercise } from '../../../course/exercise.ts';
import type { HostJob } from '../../../grading/conductor.ts';
import type { GradingEvent } from '../../../grading/events.ts';
import type { Report } from '../../../grading/report.ts';
import type { AppFault } from '../../faults.ts';
import type {
  Files,
  HttpRequest,
  HttpResponse,
  LogEntry,
  SentStatement,
  TableSnapshot,
} from '../../runtime.ts';

/** What PostgreSQL boots from; fetched once by the page, shared by all hosts. */
export interface DatabaseParts {
  /** The data directory, packed. */
  cluster: Blob;
  /** `pglite.data`. */
  files: Blob;
  wasm: WebAssembly.Module;
}

/** What the page asks of a host: method → [arguments, result]. */
export interface HostCalls {
  boot: [[parts: DatabaseParts], undefined];
  grade: [[exercise: FixExercise, job: HostJob], Report];
  open: [[exercise: FixExercise, files: Files], undefined];
  request: [[request: HttpRequest, address: string | undefined], HttpResponse];
  tables: [[], TableSnapshot[]];
  stop: [[], undefined];
}

export type HostMethod = keyof HostCalls;

/** An error on its way: `fault` where the learner's app is the reason. */
export interface SentError {
  message: string;
  fault?: AppFault;
}

export type ToHost =
  | { [M in HostMethod]: { type: 'call'; id: number; method: M; args: HostCalls[M][0] } }[HostMethod]
  /** To `claim`. */
  | { type: 'claimed'; id: number; isOurs: boolean }
  | { type: 'app-worker'; id: number; port: MessagePort }
  /** No worker could be had. */
  | { type: 'no-app-worker'; id: number; message: string }
  | { type: 'app-worker-died'; id: number; message: string }
  | { type: 'app-workers-checked'; areThere: boolean }
  | { type: 'ping' };

export type FromHost =
  | { type: 'returned'; id: number; value: unknown }
  | { type: 'threw'; id: number; error: SentError }
  /** While `grade` runs. */
  | { type: 'event'; event: GradingEvent }
  /** Is this check its own to run? Asked where the job says so. */
  | { type: 'claim'; id: number; check: string }
  /** While an opened app runs. */
  | { type: 'log'; entry: LogEntry }
  | { type: 'statement'; statement: SentStatement }
  | { type: 'fault'; fault: AppFault }
  | { type: 'take-app-worker'; id: number }
  | { type: 'end-app-worker'; id: number }
  /** Is the process of the app workers there? */
  | { type: 'check-app-workers' }
  /** PostgreSQL is busy from here to `idle`, and with it the whole worker. `starting`: with `schema.sql`. */
  | { type: 'busy'; sql: string; starting: boolean }
  | { type: 'idle' }
  | { type: 'pong' };
