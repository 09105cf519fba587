import { again, byFinding, gradedRuns, idsWith, type Outcomes, said } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** A right fix that is refused is the complaint about graded courses that hurts most. */
export function rightProofsPass(outcomes: Outcomes): Problem[] {
  return outcomes.subjects
    .filter((subject) => subject.kind === 'right')
    .flatMap((subject) =>
      byFinding(gradedRuns(outcomes, subject), (run) => idsWith(run.report, 'fail')).map(
        ({ finding: id, where, first }) => ({
          rule: 'right-proofs-pass',
          exercise: outcomes.folder.exercise.id,
          file: subject.folder,
          message: `is right, and "${id}" refuses it (${where}): ${said(first, id)} Make the check accept it, or move the proof to wrong/ if it breaks the brief. See ${again(first)}`,
        }),
      ),
    );
}
