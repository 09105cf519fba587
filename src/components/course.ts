/** What the pages ask of the course: lessons and exercises by module, and what comes next. Build time only. */
import { type CollectionEntry, getCollection } from 'astro:content';
import type { Exercise } from '../course/exercise.ts';
import { MODULES, type Module, moduleById } from '../course/lessons.ts';
import { loadExercises } from '../course/load.ts';
import { lessonHref } from './paths.ts';

export type LessonEntry = CollectionEntry<'lessons'>;

export interface ModuleContents {
  module: Module;
  lessons: LessonEntry[];
  exercises: Exercise[];
}

/** All lessons, in the order of their folders' and files' numbers. */
export async function allLessons(): Promise<LessonEntry[]> {
  const lessons = await getCollection('lessons');
  for (const lesson of lessons) moduleById(moduleOf(lesson)); // an unknown folder is an error, not a gap
  return lessons.sort((a, b) => a.id.localeCompare(b.id, 'en'));
}

/** The module's folder: the first part of `01-login/01-twelve-lines-six-holes`. */
export const moduleOf = (lesson: LessonEntry): string => lesson.id.split('/')[0] ?? '';

/** The modules that have a lesson or an exercise, in order, with both. */
export async function contents(): Promise<ModuleContents[]> {
  const [lessons, exercises] = await Promise.all([allLessons(), loadExercises(process.cwd())]);
  return MODULES.map((module) => ({
    module,
    lessons: lessons.filter((lesson) => moduleOf(lesson) === module.id),
    exercises: exercises.filter((exercise) => exercise.module === module.id),
  })).filter((part) => part.lessons.length + part.exercises.length > 0);
}

/** The lessons that lead to an exercise. */
export async function lessonsFor(exercise: string): Promise<LessonEntry[]> {
  return (await allLessons()).filter((lesson) => lesson.data.exercise === exercise);
}

/** The lesson after this one in the course's order, if there is one. */
export async function nextAfter(lesson: LessonEntry): Promise<{ title: string; href: string } | undefined> {
  const all = await allLessons();
  const next = all[all.findIndex((one) => one.id === lesson.id) + 1];
  return next && { title: next.data.title, href: lessonHref(next.id) };
}
