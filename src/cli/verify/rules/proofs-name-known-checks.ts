import { suggestion } from '../../../course/nearest.ts';
import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** A check that was renamed leaves proofs behind that prove nothing any more. */
export function proofsNameKnownChecks({ exercise, proofs }: ExerciseFolder): Problem[] {
  const ids = exercise.checks.map((check) => check.id);
  return proofs.flatMap((proof) =>
    (['fails', 'races'] as const).flatMap((field) =>
      proof[field]
        .filter((id) => !ids.includes(id))
        .map((id) => ({
          rule: 'proofs-name-known-checks',
          exercise: exercise.id,
          file: `${proof.folder}/proof.yaml`,
          message: `${field} names "${id}", which is not a check of this exercise; ${suggestion(id, ids)}`,
        })),
    ),
  );
}
