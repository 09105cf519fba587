/** What the pages ask of the course: lessons and exercises by module, and what comes next. Build time only. */
import { type CollectionEntry, getCollection } from 'astro:content';
import type { Exercise } from '../course/exercise.ts';
import { MODULES, type Module, moduleById } from '../course/lessons.ts';
import { loadExercises } from '../course/load.ts';
import type { Step } from '../progress/course-map.ts';
import { exerciseHref, lessonHref } from './paths.ts';

export type LessonEntry = CollectionEntry<'lessons'>;

export interface ModuleContents {
  module: Module;
  lessons: LessonEntry[];
  exercises: Exercise[];
}

/** Every page asks for the whole course: a build reads it once, the dev server each time, since it changes there. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    if (!import.meta.env.PROD) return read();
    kept ??= read();
    return kept;
  };
}

/** All lessons, in the order of their folders' and files' numbers. */
export const allLessons = once(async (): Promise<readonly LessonEntry[]> => {
  const lessons = await getCollection('lessons');
  for (const lesson of lessons) moduleById(moduleOf(lesson)); // an unknown folder is an error, not a gap
  return lessons.sort((a, b) => a.id.localeCompare(b.id, 'en'));
});

/** The module's folder: the first part of `01-login/01-twelve-lines-six-holes`. */
export const moduleOf = (lesson: LessonEntry): string => lesson.id.split('/')[0] ?? '';

/** The modules that have a lesson or an exercise, in order, with both. */
export const contents = once(async (): Promise<readonly ModuleContents[]> => {
  const [lessons, exercises] = await Promise.all([allLessons(), loadExercises(process.cwd())]);
  return MODULES.map((module) => ({
    module,
    lessons: lessons.filter((lesson) => moduleOf(lesson) === module.id),
    exercises: exercises.filter((exercise) => exercise.module === module.id),
  })).filter((part) => part.lessons.length + part.exercises.length > 0);
});

/** The lessons that lead to an exercise. */
export async function lessonsFor(exercise: string): Promise<LessonEntry[]> {
  return (await allLessons()).filter((lesson) => lesson.data.exercise === exercise);
}

const lessonStep = (lesson: LessonEntry): Step => ({
  kind: 'lesson',
  id: lesson.id,
  title: lesson.data.title,
  href: lessonHref(lesson.id),
  module: moduleOf(lesson),
});

const exerciseStep = ({ id, title, module }: Exercise): Step => ({
  kind: 'exercise',
  id,
  title,
  href: exerciseHref(id),
  module,
});

/**
 * A module's lessons and exercises in the order to take them: a lesson, the exercise it leads to, the next lesson. Where two
 * lessons lead to one exercise, it stands behind the first. A review stands before the exercise that it leads to.
 */
export function stepsOf({ lessons, exercises }: ModuleContents): Step[] {
  const open = new Map(exercises.map((exercise) => [exercise.id, exercise]));
  const take = (id: string | undefined): Step[] => {
    const exercise = id === undefined ? undefined : open.get(id);
    if (!exercise) return [];
    const reviews = [...open.values()].filter((one) => one.kind === 'review' && one.next === exercise.id);
    const taken = [...reviews, exercise];
    for (const one of taken) open.delete(one.id);
    return taken.map(exerciseStep);
  };
  const led = lessons.flatMap((lesson) => [lessonStep(lesson), ...take(lesson.data.exercise)]);
  return [...led, ...[...open.values()].map(exerciseStep)];
}

/** The step after this exercise in the course's order; nothing after the last one. */
export async function stepAfter(exercise: string): Promise<Step | undefined> {
  const steps = (await contents()).flatMap(stepsOf);
  return steps[steps.findIndex(({ kind, id }) => kind === 'exercise' && id === exercise) + 1];
}

/** The lessons before and after this one in the course's order, where there are any. */
export async function neighbours(lesson: LessonEntry): Promise<{ before?: Step; after?: Step }> {
  const all = await allLessons();
  const at = all.findIndex((one) => one.id === lesson.id);
  const [before, after] = [all[at - 1], all[at + 1]];
  return { ...(before && { before: lessonStep(before) }), ...(after && { after: lessonStep(after) }) };
}
