import { nearest } from '../../../course/nearest.ts';
import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** The yaml gives a check its points and words, the suite its deed: one without the other is half a check. */
export function checksHaveTests({ exercise, suite }: ExerciseFolder): Problem[] {
  const { id, checks } = exercise;
  const tests = Object.entries(suite)
    .filter(([name]) => name.endsWith('.test.ts'))
    .flatMap(([name, source]) => testedIn(source).map((test) => ({ name, ...test })));
  const problem = (file: string, message: string): Problem => ({
    rule: 'checks-have-tests',
    exercise: id,
    file,
    message,
  });
  const problems: Problem[] = [];
  for (const [index, test] of tests.entries()) {
    const file = `graders/${id}/${test.name}`;
    if (!checks.some((check) => check.id === test.id)) {
      const near = nearest(
        test.id,
        checks.map((check) => check.id),
      );
      problems.push(
        problem(
          file,
          `line ${test.line}: tests "${test.id}", which exercises/${id}/exercise.yaml does not have; ${near ? `did you mean "${near}"?` : 'add it there.'}`,
        ),
      );
    }
    const first = tests.findIndex((other) => other.id === test.id);
    if (first !== index) {
      problems.push(problem(file, `line ${test.line}: "${test.id}" is tested twice; keep one of them.`));
    }
  }
  if (tests.length === 0) return problems;
  for (const check of checks) {
    if (!tests.some((test) => test.id === check.id)) {
      problems.push(
        problem(
          `exercises/${id}/exercise.yaml`,
          `the check "${check.id}" has no test; write check('${check.id}', …) in graders/${id}/, or remove it.`,
        ),
      );
    }
  }
  return problems;
}

/** The calls of the kit's `check` with a plain name. A name put together at run time is seen by the runner only. */
function testedIn(source: string): Array<{ id: string; line: number }> {
  return [...source.matchAll(/^[ \t]*check\(\s*(['"`])([^'"`$]+)\1/gm)].map((match) => ({
    id: match[2] ?? '',
    line: source.slice(0, match.index + match[0].indexOf('check(')).split('\n').length,
  }));
}
