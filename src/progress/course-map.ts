/** The course as a line of steps, and where somebody stands on it. No storage and no page in here. */

export type StepKind = 'lesson' | 'exercise';

export interface Step {
  kind: StepKind;
  id: string;
  title: string;
  href: string;
  /** The module's id. */
  module: string;
}

/** What is kept of a learner, as far as the course's pages show it. */
export interface Progress {
  /** Lessons read: id and when, in epoch milliseconds. */
  lessons: ReadonlyMap<string, number>;
  /** Exercises begun, by id. */
  exercises: ReadonlyMap<string, ExerciseProgress>;
}

export interface ExerciseProgress {
  /** Last change, in epoch milliseconds. */
  touchedAt: number;
  /** First run in which every check passed, in epoch milliseconds. */
  passedAt?: number;
  hints: number;
  /** The solution was asked for before the pass. */
  solutionShown: boolean;
}

export const NO_PROGRESS: Progress = { lessons: new Map(), exercises: new Map() };

export function isDone(step: Pick<Step, 'kind' | 'id'>, { lessons, exercises }: Progress): boolean {
  return step.kind === 'lesson' ? lessons.has(step.id) : exercises.get(step.id)?.passedAt !== undefined;
}

/** Steps done and steps in all. */
export function count(steps: readonly Step[], progress: Progress): { done: number; all: number } {
  return { done: steps.filter((step) => isDone(step, progress)).length, all: steps.length };
}

export type Next =
  | { kind: 'start'; step: Step }
  /** `begun`: there is unfinished work on it. */
  | { kind: 'go-on'; step: Step; begun: boolean }
  | { kind: 'finished' };

/**
 * Where to go on: the unfinished exercise if that was the last thing done, else the first open step behind the last
 * one done, so that somebody who began in the middle is not sent back to the start before the rest is through.
 */
export function nextStep(steps: readonly Step[], progress: Progress): Next {
  const open = steps.filter((step) => !isDone(step, progress));
  const [first] = open;
  if (!first) return { kind: 'finished' };
  const last = latest(steps, progress);
  if (last === undefined) return { kind: 'start', step: first };
  const step = steps.slice(steps.indexOf(last)).find((one) => open.includes(one)) ?? first;
  return { kind: 'go-on', step, begun: step.kind === 'exercise' && progress.exercises.has(step.id) };
}

/** The step that was touched last, if any was. */
function latest(steps: readonly Step[], { lessons, exercises }: Progress): Step | undefined {
  let found: Step | undefined;
  let at = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    const when = step.kind === 'lesson' ? lessons.get(step.id) : exercises.get(step.id)?.touchedAt;
    if (when === undefined || when < at) continue;
    at = when;
    found = step;
  }
  return found;
}
