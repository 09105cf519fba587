/** The other right fixes, in words: fetched after a pass or an explicit reveal, as the solution is. */
import type { APIRoute } from 'astro';
import { loadExercises, loadProofs } from '../../../course/load.ts';
import { proofWords } from '../../../course/proof.ts';

export async function getStaticPaths() {
  const exercises = await loadExercises(process.cwd());
  return exercises.filter(({ kind }) => kind === 'fix').map(({ id }) => ({ params: { id } }));
}

export const GET: APIRoute<Record<string, never>, { id: string }> = async ({ params }) => {
  const proofs = await loadProofs(process.cwd(), params.id);
  return Response.json(proofs.filter(({ kind }) => kind === 'right').map(proofWords));
};
