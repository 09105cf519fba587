import { again, gradedRuns, type Outcomes, type Run } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** The seed changes names and amounts, never a verdict that is no race. */
export function verdictsDoNotFlip(outcomes: Outcomes): Problem[] {
  return outcomes.subjects.flatMap((subject) => {
    const runs = gradedRuns(outcomes, subject);
    return [...new Set(runs.map((run) => run.runtime))].flatMap((runtime) => {
      const same = runs.filter((run) => run.runtime === runtime);
      return outcomes.folder.exercise.checks.flatMap(({ id }) => {
        if (subject.proof?.races.includes(id)) return [];
        const passed = same.filter((run) => statusIn(run, id) === 'pass');
        const failed = same.filter((run) => statusIn(run, id) === 'fail');
        const [onePassed] = passed;
        const [oneFailed] = failed;
        if (!onePassed || !oneFailed) return [];
        return [
          {
            rule: 'verdicts-do-not-flip',
            exercise: outcomes.folder.exercise.id,
            file: subject.folder,
            message: `"${id}" passes in ${passed.length} and fails in ${failed.length} of ${same.length} runs in ${runtime}. Find what depends on the seed or on time: ${again(onePassed)} passes, ${again(oneFailed)} fails.`,
          },
        ];
      });
    });
  });
}

const statusIn = (run: Run, id: string) => run.report.checks.find((check) => check.id === id)?.status;
