/** The share pictures: one for the course, one for each lesson and exercise; `layouts/Page.astro` names them. */
import type { APIRoute } from 'astro';
import { allLessons, moduleOf } from '../../components/course.ts';
import { moduleById } from '../../course/lessons.ts';
import { loadExercises } from '../../course/load.ts';
import { type ShareText, sharePicture } from '../../share/picture.ts';

export async function getStaticPaths() {
  const of = (page: string, props: ShareText) => ({ params: { page }, props });
  const place = (module: string) => {
    const { number, title } = moduleById(module);
    return `Module ${number}: ${title}`;
  };
  return [
    of('course', { title: 'It works. That was the first ten percent.', label: 'From prototype to product' }),
    ...(await allLessons()).map((lesson) =>
      of(`lessons/${lesson.id}`, {
        title: lesson.data.title,
        label: `${place(moduleOf(lesson))} · ${lesson.data.minutes} minutes`,
      }),
    ),
    ...(await loadExercises(process.cwd())).map(({ id, kind, title, module, minutes }) =>
      of(`exercises/${id}`, {
        title,
        label: `${place(module)} · ${kind === 'review' ? 'a review' : 'an exercise'}, ${minutes} minutes`,
      }),
    ),
  ];
}

export const GET: APIRoute<ShareText> = async ({ props }) =>
  new Response(await sharePicture(props), { headers: { 'Content-Type': 'image/png' } });
