import type { ExerciseFolder } from '../exercise-folder.ts';
import { subjectsOf } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** Whatever lacks the entry fails every check, and so proves nothing about any of them. */
export function entryIsThere(folder: ExerciseFolder): Problem[] {
  if (folder.exercise.kind !== 'fix') return [];
  const { id, entry } = folder.exercise;
  return subjectsOf(folder)
    .filter(({ files }) => !(entry in files))
    .map((subject) => ({
      rule: 'entry-is-there',
      exercise: id,
      file: `${subject.folder}/${entry}`,
      message: 'is missing; write it, or name another "entry" in exercise.yaml.',
    }));
}
