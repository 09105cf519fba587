import { again, gradedRuns, type Outcomes, type Run } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** One grader, every runtime: with the same seed a check has the same verdict everywhere, if it is no race. */
export function runtimesAgree(outcomes: Outcomes): Problem[] {
  return outcomes.subjects.flatMap((subject) => {
    const runs = gradedRuns(outcomes, subject);
    return runs.flatMap((run, index) => {
      const first = runs.find((other) => other.seed === run.seed);
      if (!first || runs.indexOf(first) >= index) return [];
      const told = differing(first, run).filter(({ id }) => !subject.proof?.races.includes(id));
      return told.map(({ id, was, is, message }) => ({
        rule: 'runtimes-agree',
        exercise: outcomes.folder.exercise.id,
        file: subject.folder,
        message: `"${id}": ${was} in ${first.runtime}, ${is} in ${run.runtime} (seed ${run.seed}): ${message} Compare ${again(first)} with ${again(run)}`,
      }));
    });
  });
}

function differing(one: Run, other: Run) {
  return one.report.checks.flatMap((check) => {
    const twin = other.report.checks.find(({ id }) => id === check.id);
    if (!twin || twin.status === check.status) return [];
    const failed = check.status === 'fail' ? check : twin;
    return [{ id: check.id, was: check.status, is: twin.status, message: failed.message }];
  });
}
