import { again, byFinding, gradedRuns, idsWith, type Outcomes } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** The starter is an app that works and has holes: a check that it fails, and one that it passes. */
export function starterFails(outcomes: Outcomes): Problem[] {
  const { exercise } = outcomes.folder;
  const attacks = exercise.checks.filter((check) => check.kind === 'attack').map((check) => check.id);
  return outcomes.subjects
    .filter((subject) => subject.kind === 'starter')
    .flatMap((subject) =>
      byFinding(gradedRuns(outcomes, subject), ({ report }) => {
        const failed = idsWith(report, 'fail');
        const found: string[] = [];
        if (!failed.some((id) => attacks.includes(id))) {
          found.push('no attack succeeds on it, so there is nothing to mend; open at least one hole');
        }
        // An empty review tells nothing apart, so it passes nothing.
        if (exercise.kind === 'fix' && failed.length === report.checks.length) {
          found.push(
            `it passes no check at all (${report.checks[0]?.message ?? ''}); make it an app that works`,
          );
        }
        return found;
      }).map(({ finding, where, first }) => ({
        rule: 'starter-fails',
        exercise: exercise.id,
        file: subject.folder,
        message: `${finding} (${where}). See ${again(first)}`,
      })),
    );
}
