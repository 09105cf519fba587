/** Several folders graded in one call: a class's submissions. */
import type { Report } from './report.ts';

/** One folder, as it was named, with its report or with why there is none. */
export type Submission = { folder: string; report: Report } | { folder: string; error: string };

export interface Submissions {
  exercise: string;
  /** One for all: everybody is attacked in the same way. */
  seed: number;
  durationMs: number;
  /** In the order in which they were named. */
  submissions: readonly Submission[];
}

/** A folder that could not be graded is our verdict `error`, never a failed submission. */
export const verdictOf = (submission: Submission): Report['verdict'] =>
  'report' in submission ? submission.report.verdict : 'error';

/** How many passed, failed, and could not be graded. */
export function countVerdicts(submissions: readonly Submission[]): Record<Report['verdict'], number> {
  const counts = { pass: 0, fail: 0, error: 0 };
  for (const submission of submissions) counts[verdictOf(submission)] += 1;
  return counts;
}
