/** Grades the reviews among the versions: no runtime is needed, and none is opened for them. */
import type { ReviewExercise } from '../../course/exercise.ts';
import { answerFile, readAnswers } from '../../review/answers.ts';
import { reviewReport } from '../../review/report.ts';
import type { Subject } from './exercise-folder.ts';
import type { Run } from './outcomes.ts';

/** @throws CourseError that names a proof's answer file. */
export function gradeReviewSubjects(
  exercise: ReviewExercise,
  subjects: readonly Subject[],
  seeds: readonly number[],
): Run[] {
  return subjects.flatMap((subject) => {
    const name = answerFile(subject.files);
    const marks =
      name === undefined ? [] : readAnswers(exercise, subject.files[name] ?? '', `${subject.folder}/${name}`);
    return seeds.map((seed) => ({
      subject,
      runtime: 'node' as const,
      seed,
      report: reviewReport(exercise, marks, seed),
    }));
  });
}
