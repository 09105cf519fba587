/** Messages between the frame and its hash workers. */
import type { HashJob } from './jobs.ts';

export interface ToHashWorker {
  job: HashJob;
}

export type FromHashWorker = { value: Uint8Array } | { error: string };
