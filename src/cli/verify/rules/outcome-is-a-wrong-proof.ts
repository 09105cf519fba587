import { suggestion } from '../../../course/nearest.ts';
import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** The exercise page grades one wrong proof between the starter and the solution, and a proof can be renamed. */
export function outcomeIsAWrongProof({ exercise, proofs }: ExerciseFolder): Problem[] {
  if (exercise.kind !== 'fix') return [];
  const { id, outcome } = exercise;
  const names = proofs.filter((proof) => proof.kind === 'wrong').map((proof) => proof.name);
  const problem = (message: string): Problem[] => [
    { rule: 'outcome-is-a-wrong-proof', exercise: id, file: `exercises/${id}/exercise.yaml`, message },
  ];
  if (outcome === undefined) {
    return problem('outcome is missing; name the wrong proof that a learner can take for a fix.');
  }
  if (names.includes(outcome)) return [];
  return problem(
    `outcome names "${outcome}", which is not in graders/${id}/proofs/wrong/; ${
      names.length === 0 ? 'write it.' : suggestion(outcome, names)
    }`,
  );
}
