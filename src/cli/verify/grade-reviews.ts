/** Grades the reviews among the versions: no runtime is needed, and none is opened for them. */
import { CourseError } from '../../course/course-error.ts';
import type { ReviewExercise } from '../../course/exercise.ts';
import { answerFile, readAnswers } from '../../review/answers.ts';
import { reviewReport } from '../../review/report.ts';
import type { Mark } from '../../review/score.ts';
import type { Subject } from './exercise-folder.ts';
import type { Run } from './outcomes.ts';

/** Answers that can't be read have no run: `rules/answers-are-valid.ts` speaks of them. */
export function gradeReviewSubjects(
  exercise: ReviewExercise,
  subjects: readonly Subject[],
  seeds: readonly number[],
): Run[] {
  return subjects.flatMap((subject) => {
    const marks = marksOf(exercise, subject);
    if (!marks) return [];
    return seeds.map((seed) => ({
      subject,
      runtime: 'node' as const,
      seed,
      report: reviewReport(exercise, marks, seed),
    }));
  });
}

function marksOf(exercise: ReviewExercise, { files, folder }: Subject): Mark[] | undefined {
  const name = answerFile(files);
  if (name === undefined) return undefined;
  try {
    return readAnswers(exercise, files[name] ?? '', `${folder}/${name}`);
  } catch (error) {
    if (error instanceof CourseError) return undefined;
    throw error;
  }
}
