import type { Problem } from '../problem.ts';

export interface CourseFolders {
  /** Folders in `exercises/` with an `exercise.yaml`. */
  ids: readonly string[];
  /** All folders in `exercises/` and in `graders/`. */
  exercises: readonly string[];
  graders: readonly string[];
}

/** A grader without an exercise never runs; an exercise without its yaml is never shown. */
export function noStrayFolders({ ids, exercises, graders }: CourseFolders): Problem[] {
  const problem = (exercise: string, file: string, message: string): Problem => ({
    rule: 'no-stray-folders',
    exercise,
    file,
    message,
  });
  return [
    ...exercises
      .filter((id) => !ids.includes(id))
      .map((id) => problem(id, `exercises/${id}/`, 'has no exercise.yaml; write it, or remove the folder.')),
    ...graders
      .filter((id) => id !== 'kit' && !ids.includes(id))
      .map((id) =>
        problem(id, `graders/${id}/`, `belongs to no exercise; make exercises/${id}/, or remove the folder.`),
      ),
  ];
}
