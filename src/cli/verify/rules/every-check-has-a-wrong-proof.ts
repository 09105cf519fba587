import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** A check that was never seen to fail on a near miss may be unable to. */
export function everyCheckHasAWrongProof({ exercise, proofs }: ExerciseFolder): Problem[] {
  return exercise.checks
    .filter((check) => !proofs.some((proof) => proof.fails.includes(check.id)))
    .map((check) => ({
      rule: 'every-check-has-a-wrong-proof',
      exercise: exercise.id,
      file: `graders/${exercise.id}/proofs/wrong/`,
      message: `no wrong fix here fails the check "${check.id}"; add one that people really write and name the check in its "fails".`,
    }));
}
