import { CourseError } from '../../../course/course-error.ts';
import { answerFile, readAnswers } from '../../../review/answers.ts';
import { type ExerciseFolder, subjectsOf } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** A mark on a line that the change does not have proves nothing; it comes from a change that was edited. */
export function answersAreValid(folder: ExerciseFolder): Problem[] {
  const { exercise } = folder;
  if (exercise.kind !== 'review') return [];
  return subjectsOf(folder).flatMap((subject) => {
    const name = answerFile(subject.files);
    const file = `${subject.folder}/${name ?? 'answers.yaml'}`;
    const problem = (message: string): Problem => ({
      rule: 'answers-are-valid',
      exercise: exercise.id,
      file,
      message,
    });
    if (name === undefined) return [problem('is missing; write the marks there.')];
    try {
      readAnswers(exercise, subject.files[name] ?? '', file);
      return [];
    } catch (error) {
      if (!(error instanceof CourseError)) throw error;
      return error.message
        .split('\n')
        .map((line) => problem(line.replace(`${file}, `, '').replace(`${file}: `, '')));
    }
  });
}
