/**
 * What a running suite works with: set by whoever runs it (the embedded runner, or vitest's set-up file), read by the
 * kit. One suite runs in a realm at a time, so this is one global; it has a registered symbol because a bundler may
 * give the kit and the runner their own copies of this module.
 */
import type { FixExercise } from '../course/exercise.ts';
import type { AppFault } from '../runtimes/faults.ts';
import type { Files, GraderSide } from '../runtimes/runtime.ts';
import type { Evidence } from './report.ts';

/** What a check told about itself while it ran. */
export interface CheckRecord {
  tried?: string;
  happened?: string;
  expected?: string;
  evidence: Evidence[];
  /** The failure is the learner's: a `CheckFailure`, an assertion, or a fault of the app. */
  failedByApp: boolean;
}

export interface GradingSession {
  side: GraderSide;
  exercise: FixExercise;
  files: Files;
  seed: number;
  records: Map<string, CheckRecord>;
  /** Start faults in a row with the usual environment: an app that never starts is not tried in every check. */
  startFaults: AppFault[];
}

const KEY = Symbol.for('other90.grading-session');
const realm = globalThis as { [KEY]?: GradingSession };

export function newSession(
  parts: Pick<GradingSession, 'side' | 'exercise' | 'files' | 'seed'> & { startFaults?: readonly AppFault[] },
): GradingSession {
  const { side, exercise, files, seed, startFaults = [] } = parts;
  return { side, exercise, files, seed, records: new Map(), startFaults: [...startFaults] };
}

export function setSession(session: GradingSession | undefined): void {
  realm[KEY] = session;
}

/** @throws Error outside a grading run. */
export function currentSession(): GradingSession {
  const session = realm[KEY];
  if (!session) {
    throw new Error(
      'No app to grade: run the suite by "other90 grade", by "vitest run graders/<id>" from the project\'s root, or in the page.',
    );
  }
  return session;
}
