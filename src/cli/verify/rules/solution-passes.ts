import { again, byFinding, gradedRuns, idsWith, type Outcomes, said } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** The course's own fix has to be one. */
export function solutionPasses(outcomes: Outcomes): Problem[] {
  return outcomes.subjects
    .filter((subject) => subject.kind === 'solution')
    .flatMap((subject) =>
      byFinding(gradedRuns(outcomes, subject), (run) => idsWith(run.report, 'fail')).map(
        ({ finding: id, where, first }) => ({
          rule: 'solution-passes',
          exercise: outcomes.folder.exercise.id,
          file: subject.folder,
          message: `fails "${id}" (${where}): ${said(first, id)} Mend the solution or the check. See ${again(first)}`,
        }),
      ),
    );
}
