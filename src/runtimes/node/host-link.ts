/** Messages between the command line's process and a host process: the grader side, with the database. */
import type { FixExercise } from '../../course/exercise.ts';
import type { HostJob } from '../../grading/conductor.ts';
import type { GradingEvent } from '../../grading/events.ts';
import type { Report } from '../../grading/report.ts';
import type { AppFault } from '../faults.ts';
import type { Files, HttpRequest, HttpResponse, LogEntry, SentStatement, TableSnapshot } from '../runtime.ts';

/** What is asked of a host: method → [arguments, result]. */
export interface HostCalls {
  /** `pglite`, or the URL of a server. */
  boot: [[database: string], undefined];
  grade: [[exercise: FixExercise, job: HostJob], Report];
  open: [[exercise: FixExercise, files: Files], undefined];
  request: [[request: HttpRequest, address: string | undefined], HttpResponse];
  tables: [[], TableSnapshot[]];
  /** Ends the open app; the host is ready for other work. */
  stop: [[], undefined];
  /** Ends everything in order: a server's database is dropped. */
  close: [[], undefined];
}

export type HostMethod = keyof HostCalls;

export type HostCall = {
  [M in HostMethod]: { type: 'call'; id: number; method: M; args: HostCalls[M][0] };
}[HostMethod];

export type ToHost =
  | HostCall
  /** To `claim`. */
  | { type: 'claimed'; id: number; isOurs: boolean };

export type FromHost =
  | { type: 'returned'; id: number; value: unknown }
  /** `fault` where the learner's app is the reason. */
  | { type: 'threw'; id: number; message: string; fault?: AppFault }
  /** While `grade` runs. */
  | { type: 'event'; event: GradingEvent }
  /** Is this check its own to run? Asked where the job says so. */
  | { type: 'claim'; id: number; check: string }
  /** While an opened app runs. */
  | { type: 'log'; entry: LogEntry }
  | { type: 'statement'; statement: SentStatement }
  | { type: 'fault'; fault: AppFault }
  /** The opened app listens, on this port of 127.0.0.1. */
  | { type: 'listening'; port: number }
  /** PGlite begins this statement, and the process stands still until it ends. `starting`: with the app's start. */
  | { type: 'running'; sql: string; starting: boolean }
  /** Sent now and then: the process does not stand still. */
  | { type: 'alive' };

/** How often a host tells that it is alive, in milliseconds. */
export const ALIVE_MS = 500;
