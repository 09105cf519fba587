/**
 * Messages between an app worker (the learner's code) and whoever drives it (a host worker with the database), over
 * one MessagePort. Nothing else passes between the two sides in the browser.
 */
import type { AppFault } from '../faults.ts';
import type { AppStart, HttpRequest, HttpResponse, LogEntry } from '../runtime.ts';

export type ToApp =
  /** `steady`: the machine's date may be set, the app's goes on all the same. */
  | { type: 'start'; start: AppStart; port: number; databaseUrl: string; epochMs: number; steady: boolean }
  | { type: 'request'; id: number; request: HttpRequest }
  /** The driver no longer waits for this answer: as a client that hung up. */
  | { type: 'abandon'; id: number }
  | { type: 'set-clock'; id: number; epochMs: number }
  | { type: 'ping'; id: number }
  /** PostgreSQL's wire protocol, from the database. */
  | { type: 'database-data'; connection: number; bytes: Uint8Array }
  | { type: 'database-closed'; connection: number };

export type FromApp =
  | { type: 'listening'; port: number }
  /** Once; after it the app is gone. */
  | { type: 'fault'; fault: AppFault }
  | { type: 'answer'; id: number; response: Omit<HttpResponse, 'durationMs'> }
  /** What the app wrote is no HTTP answer, or the connection was cut. */
  | { type: 'answer-broken'; id: number; message: string }
  | { type: 'clock-set'; id: number }
  | { type: 'pong'; id: number }
  | { type: 'log'; entry: LogEntry }
  | { type: 'database-connect'; connection: number }
  | { type: 'database-data'; connection: number; bytes: Uint8Array }
  | { type: 'database-closed'; connection: number };
