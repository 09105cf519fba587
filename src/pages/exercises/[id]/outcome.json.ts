/** The wrong fix that is graded between the starter and the solution. */
import type { APIRoute } from 'astro';
import { loadExercises, loadFiles, loadProof } from '../../../course/load.ts';
import { proofFiles } from '../../../course/proof.ts';

export async function getStaticPaths() {
  const exercises = await loadExercises(process.cwd());
  return exercises.flatMap((exercise) =>
    exercise.kind === 'fix' && exercise.outcome !== undefined
      ? [{ params: { id: exercise.id }, props: { outcome: exercise.outcome } }]
      : [],
  );
}

export const GET: APIRoute<{ outcome: string }, { id: string }> = async ({ params, props }) => {
  const root = process.cwd();
  const proof = await loadProof(root, params.id, 'wrong', props.outcome);
  const base = await loadFiles(root, params.id, proof.base);
  return Response.json(proofFiles(proof, { starter: base, solution: base }));
};
