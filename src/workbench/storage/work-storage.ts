/** What is kept of a learner's work, and where. */
import type { Files } from '../../runtimes/runtime.ts';

/** One exercise's work. */
export interface Work {
  exercise: string;
  /** Counts the saves; tells two writers apart. */
  revision: number;
  files: Files;
  /** The starter that this work began from. */
  base: Files;
  activeFile: string;
  /** Numbers of the hints shown so far, from 1, in the order they were asked for. */
  hintsShown: number[];
  /** The learner asked for the solution before passing. */
  solutionShown: boolean;
  /** The first run in which every check passed. */
  passed?: { at: number; seed: number };
  /** Epoch milliseconds. */
  updatedAt: number;
}

export type SnapshotReason = 'start-over' | 'starter-update' | 'other-tab' | 'restore' | 'paste';

/** The files as they were before something replaced them. */
export interface Snapshot {
  id: number;
  exercise: string;
  /** Epoch milliseconds. */
  at: number;
  reason: SnapshotReason;
  files: Files;
}

/** Snapshots kept for an exercise; the oldest go first. */
export const MAX_SNAPSHOTS = 30;

export interface WorkStorage {
  load(exercise: string): Promise<Work | undefined>;
  /**
   * Keeps `work`. When somebody else saved since `expectedRevision`, their files become a snapshot first, so nothing
   * is lost. Resolves with the revision that was given. Rejects when the browser refuses or the disk is full.
   */
  save(work: Work, expectedRevision: number): Promise<number>;
  /** Newest first. */
  snapshots(exercise: string): Promise<Snapshot[]>;
  addSnapshot(snapshot: Omit<Snapshot, 'id'>): Promise<void>;
}
