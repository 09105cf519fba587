import { again, gradedRuns, type Outcomes } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** A check that did not run must never count as one that passed. */
export function everyCheckRan(outcomes: Outcomes): Problem[] {
  const { exercise } = outcomes.folder;
  return outcomes.subjects.flatMap((subject) =>
    gradedRuns(outcomes, subject).flatMap((run) => {
      const missing = exercise.checks.filter(
        ({ id }) => (run.only?.includes(id) ?? true) && !run.report.checks.some((check) => check.id === id),
      );
      if (missing.length === 0) return [];
      return [
        {
          rule: 'every-check-ran',
          exercise: exercise.id,
          file: subject.folder,
          message: `${missing.map(({ id }) => `"${id}"`).join(', ')} did not run (${run.runtime}, seed ${run.seed}); find out why. See ${again(run)}`,
        },
      ];
    }),
  );
}
