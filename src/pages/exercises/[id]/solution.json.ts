/** The course's own fix, apart from the page: fetched after a pass or an explicit reveal. */
import type { APIRoute } from 'astro';
import { loadExercises, loadFiles } from '../../../course/load.ts';

export async function getStaticPaths() {
  const exercises = await loadExercises(process.cwd());
  return exercises.filter(({ kind }) => kind === 'fix').map(({ id }) => ({ params: { id } }));
}

export const GET: APIRoute<Record<string, never>, { id: string }> = async ({ params }) =>
  Response.json(await loadFiles(process.cwd(), params.id, 'solution'));
