import type { Exercise } from '../../../course/exercise.ts';
import { fieldName } from '../../../course/read-yaml.ts';
import { FILL_IN } from '../../skeleton.ts';
import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** `new` leaves words behind that no learner should read. */
export function nothingLeftToFillIn({ exercise, requests, suite }: ExerciseFolder): Problem[] {
  const { id } = exercise;
  const problem = (file: string, place: string): Problem => ({
    rule: 'nothing-left-to-fill-in',
    exercise: id,
    file,
    message: `${place} still says "${FILL_IN}"; write it.`,
  });
  const lines = (file: string, text = '') =>
    text
      .split('\n')
      .flatMap((line, index) => (line.includes(FILL_IN) ? [problem(file, `line ${index + 1}`)] : []));
  return [
    ...textsIn(written(exercise))
      .filter(({ text }) => text.includes(FILL_IN))
      .map(({ path }) => problem(`exercises/${id}/exercise.yaml`, fieldName(path))),
    ...lines(`exercises/${id}/requests.http`, requests),
    ...Object.entries(suite).flatMap(([name, text]) => lines(`graders/${id}/${name}`, text)),
  ];
}

/** What the author wrote: the checks of a review are made from its key. */
const written = (exercise: Exercise) =>
  exercise.kind === 'review' ? { ...exercise, checks: [], files: {} } : exercise;

function textsIn(value: unknown, path: PropertyKey[] = []): Array<{ path: PropertyKey[]; text: string }> {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
