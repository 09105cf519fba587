/** The other right fixes, in words: fetched after a pass or an explicit reveal, as the solution is. */
import type { APIRoute } from 'astro';
import { exerciseIds, loadProofs } from '../../../course/load.ts';
import { proofWords } from '../../../course/proof.ts';

export async function getStaticPaths() {
  return (await exerciseIds(process.cwd())).map((id) => ({ params: { id } }));
}

export const GET: APIRoute<Record<string, never>, { id: string }> = async ({ params }) => {
  const proofs = await loadProofs(process.cwd(), params.id);
  return Response.json(proofs.filter(({ kind }) => kind === 'right').map(proofWords));
};
