/** One of the other right fixes: its files, fetched when somebody opens it. */
import type { APIRoute } from 'astro';
import { loadExercises, loadFiles, loadProofs } from '../../../../course/load.ts';
import { type Proof, proofFiles } from '../../../../course/proof.ts';

export async function getStaticPaths() {
  const root = process.cwd();
  const exercises = (await loadExercises(root)).filter(({ kind }) => kind === 'fix');
  const paths = exercises.map(async ({ id }) => {
    const proofs = await loadProofs(root, id);
    return proofs
      .filter(({ kind }) => kind === 'right')
      .map((proof) => ({ params: { id, name: proof.name }, props: { proof } }));
  });
  return (await Promise.all(paths)).flat();
}

export const GET: APIRoute<{ proof: Proof }> = async ({ props: { proof } }) => {
  const base = await loadFiles(process.cwd(), proof.exercise, proof.base);
  return Response.json(proofFiles(proof, { starter: base, solution: base }));
};
