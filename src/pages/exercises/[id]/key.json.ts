/** A review's key, apart from the page: fetched when a review is handed in. */
import type { APIRoute } from 'astro';
import { markdown } from '../../../components/markdown.ts';
import type { ReviewExercise } from '../../../course/exercise.ts';
import { loadExercises } from '../../../course/load.ts';
import { standard } from '../../../course/standards.ts';
import type { PageKey } from '../../../review/page/key.ts';

export async function getStaticPaths() {
  const exercises = await loadExercises(process.cwd());
  return exercises.flatMap((exercise) =>
    exercise.kind === 'review' ? [{ params: { id: exercise.id }, props: { exercise } }] : [],
  );
}

export const GET: APIRoute<{ exercise: ReviewExercise }> = async ({ props: { exercise } }) => {
  const { findings, decoys, fine, pass } = exercise;
  const key: PageKey = {
    findings: await Promise.all(
      findings.map(
        async ({ id, title, where, lines, categories, severities, points, happens, instead, ...more }) => ({
          id,
          title,
          where,
          lines,
          categories,
          severities,
          points,
          happens: await markdown(happens),
          instead: await markdown(instead),
          standards: more.standards.map(standard).map(({ label, url }) => ({ label, url })),
          read: more.read.map(({ title: label, url }) => ({ label, url })),
        }),
      ),
    ),
    decoys: await Promise.all(
      decoys.map(async ({ id, title, lines, points, why }) => ({
        id,
        title,
        lines,
        points,
        why: await markdown(why),
      })),
    ),
    fine: await Promise.all(fine.map(async ({ lines, why }) => ({ lines, why: await markdown(why) }))),
    pass,
  };
  return Response.json(key);
};
