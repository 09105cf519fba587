/**
 * The contract between the course and the places where an exercise's app can run.
 *
 * Two sides, always separate: the *grader side* (suite, database, attackers, clock) and the *app side* (the
 * learner's code, which may hang, crash, exit or cheat). Between them pass only HTTP exchanges, SQL, logs and
 * control messages. `GraderSide` is what a grader's kit sees of a runtime; `Runtime` is what the page and the
 * command line see. Nothing above this file asks which runtime it has.
 */
import type { GradingEvent } from '../grading/events.ts';
import type { DatabaseKind, Report } from '../grading/report.ts';
import type { AppFault } from './faults.ts';

export type RuntimeName = 'browser' | 'webcontainer' | 'node';

/** A folder of text files: POSIX path relative to the folder → content. */
export type Files = Readonly<Record<string, string>>;

export interface HttpRequest {
  /** As on the wire, in upper case for the standard ones: `GET`, `POST` … */
  method: string;
  /** The request target as on the wire, query included: `/api/login?next=%2F`. Never normalised. */
  path: string;
  /** Name and value in the order sent; a name may come more than once. */
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body?: Uint8Array;
  /** Offsets in `body`, ascending, at which it is cut: it comes chunked, each piece a chunk. In one piece when absent. */
  cuts?: readonly number[];
}

/** A body in the pieces that it is sent in. */
export function piecesOf({ body, cuts = [] }: Pick<HttpRequest, 'body' | 'cuts'>): Uint8Array[] {
  if (!body) return [];
  const ends = [...cuts, body.byteLength];
  return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
}

export interface HttpResponse {
  status: number;
  /** Name (as the app wrote it) and value, in order; `Set-Cookie` stays one entry a cookie. */
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Uint8Array;
  /** Real time from sending to the last byte, in milliseconds. */
  durationMs: number;
}

export interface LogEntry {
  stream: 'stdout' | 'stderr';
  text: string;
}

/** Limits on what the learner's code may cost. One place, the same in every runtime. */
export const LIMITS = {
  /** From start to listening, in milliseconds. */
  startMs: 10_000,
  /** From a request to its last byte, while the event loop still turns, in milliseconds. */
  answerMs: 8_000,
  /** How long the app's event loop may stand still before the app counts as stuck, in milliseconds. */
  blockedMs: 5_000,
  /** A single SQL statement, in milliseconds: PGlite can't be interrupted, so its host is replaced. */
  statementMs: 10_000,
  /** Kept log text of one app, in characters; what comes after is counted and dropped. */
  logCharacters: 64_000,
  /** Kept body of an answer, in bytes; a longer one is a fault. */
  answerBytes: 8_000_000,
  /** Headers of an answer, and their size on the wire in bytes; more is a fault. */
  answerHeaders: 2_000,
  answerHeaderBytes: 128 * 1024,
  /** Heap of the app in megabytes (node: --max-old-space-size). */
  heapMegabytes: 256,
} as const;

export interface AppStart {
  files: Files;
  /** Path in `files` of the module to run. */
  entry: string;
  /** The whole environment besides PORT, DATABASE_URL and NODE_ENV=production, which the runtime adds. */
  env: Readonly<Record<string, string>>;
}

/** A started app, seen from the grader side. Every promise may reject with an `AppFaultError`. */
export interface App {
  /**
   * Sends one request straight to the app (no proxy: the kit plays that one) and collects the whole answer.
   * @throws AppFaultError when the app hangs, exits, or answers what is not HTTP.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Moves the app's clock: `Date`, timers that fall due, `performance.now`. Epoch milliseconds; never backwards. */
  setClock(epochMs: number): Promise<void>;
  /** What the app printed so far, bounded by `LIMITS.logCharacters`. */
  readonly logs: readonly LogEntry[];
  /** Why the app is no longer there, once it is not: crash, exit, out of memory. */
  readonly fault: AppFault | undefined;
  /** Ends the app whatever it does. Idempotent; never rejects. */
  stop(): Promise<void>;
}

export interface QueryResult {
  columns: string[];
  /** Values as PostgreSQL's text form, `null` for NULL. */
  rows: Array<Array<string | null>>;
}

/** One statement that the app sent, as it came over the wire. */
export interface SentStatement {
  sql: string;
  /** Text form of the bound parameters, `null` for NULL; empty for a simple query. */
  parameters: ReadonlyArray<string | null>;
  /** Number of the connection it came by, from 1. */
  connection: number;
}

/** The app's database, seen from the grader side (superuser; not over the app's connections). */
export interface Database {
  readonly kind: DatabaseKind;
  /** Empties everything that an app can have left: schemas, roles, settings, open transactions, connections. */
  reset(): Promise<void>;
  /** Runs a script of several statements, as `schema.sql`. @throws SqlError */
  execute(script: string): Promise<void>;
  /** One statement with parameters. @throws SqlError */
  query(sql: string, parameters?: ReadonlyArray<string | null>): Promise<QueryResult>;
  /** What the app sent since the last reset, oldest first, bounded. */
  readonly statements: readonly SentStatement[];
  /** False for a server that somebody else started: its clock stays. */
  readonly clockMoves: boolean;
  /** Moves `now()`. Epoch milliseconds. */
  setClock(epochMs: number): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL's error, as it came. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** SQLSTATE, for example `42601`. */
  readonly code: string;
  /** Character offset in the script, from 1, where PostgreSQL tells one. */
  readonly position: number | undefined;
  constructor(message: string, code: string, position?: number) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

/** What a grader's kit sees of a runtime. One app at a time is usual; several may run at once. */
export interface GraderSide {
  readonly runtime: RuntimeName;
  readonly database: Database;
  /**
   * Starts the app and resolves when it listens on PORT.
   * @throws AppFaultError when it does not compile, throws, exits, or does not listen in time.
   */
  startApp(start: AppStart): Promise<App>;
  /** Epoch milliseconds of the grader's own `Date.now`, moved with the clock; real time when it never was. */
  setClock(epochMs: number | undefined): Promise<void>;
  close(): Promise<void>;
}

/** What a grader host needs to know of an exercise. */
export interface GradeJob {
  exercise: string;
  files: Files;
  seed: number;
  /** Ids of the checks to run; all when absent. */
  only?: readonly string[];
}

export interface OpenOptions {
  exercise: string;
  files: Files;
  onLog?(entry: LogEntry): void;
  onStatement?(statement: SentStatement): void;
  /** The app is gone: crash, exit, out of memory. */
  onFault?(fault: AppFault): void;
}

export interface TableSnapshot {
  /** `schema.table`, the schema left out where it is `public`. */
  name: string;
  columns: string[];
  /** The first hundred rows. */
  rows: Array<Array<string | null>>;
  rowCount: number;
}

/** The learner's own app, running for the console, the tables and the preview: not graded. */
export interface OpenApp {
  /**
   * Sends a request through the proxy that production has: from `address` it reaches the app with X-Forwarded-*.
   * `{{$stripeSignature NAME}}` in a header's value becomes a signature with the app's own secret of that name.
   */
  request(request: HttpRequest, address?: string): Promise<HttpResponse>;
  tables(): Promise<TableSnapshot[]>;
  stop(): Promise<void>;
}

export interface GradeOptions {
  onEvent?(event: GradingEvent): void;
  signal?: AbortSignal;
}

/** What the page and the command line see. */
export interface Runtime {
  readonly name: RuntimeName;
  /** Boots ahead of need. Calling it is optional; it is idempotent. */
  prepare(): Promise<void>;
  /**
   * Runs the exercise's grader. Resolves with the report also when the app is broken (verdict `fail`) and when
   * our side broke (verdict `error`); rejects only when aborted.
   */
  grade(job: GradeJob, options?: GradeOptions): Promise<Report>;
  /** Starts the learner's app on a fresh database. @throws AppFaultError */
  open(options: OpenOptions): Promise<OpenApp>;
  close(): Promise<void>;
}
