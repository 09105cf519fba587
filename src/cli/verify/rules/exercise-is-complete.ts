import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** A learner gets stuck without a hint, and a failed attack without a standards id teaches no word to look up. */
export function exerciseIsComplete({ exercise, requests, suite }: ExerciseFolder): Problem[] {
  const { id } = exercise;
  const yaml = `exercises/${id}/exercise.yaml`;
  const found: Array<[file: string, message: string]> = [];
  for (const field of ['brief', 'prompt', 'summary'] as const) {
    if (exercise[field].trim() === '') found.push([yaml, `${field} is empty; write it.`]);
  }
  if (exercise.hints.length === 0) found.push([yaml, 'hints is empty; write at least one.']);
  exercise.hints.forEach((hint, index) => {
    if (hint.trim() === '') found.push([yaml, `hints[${index}] is empty; write it or remove it.`]);
  });
  for (const kind of ['attack', 'feature'] as const) {
    if (!exercise.checks.some((check) => check.kind === kind)) {
      found.push([yaml, `there is no check of kind "${kind}"; an exercise needs both kinds.`]);
    }
  }
  for (const check of exercise.checks) {
    if (check.kind === 'attack' && check.standards.length === 0) {
      found.push([yaml, `the attack "${check.id}" has no standards; name at least one, for example CWE-89.`]);
    }
  }
  // A review has nothing to attack: its key is its grader.
  if (exercise.kind === 'fix') found.push(...graderIsComplete({ id, requests, suite }));
  return found.map(([file, message]) => ({ rule: 'exercise-is-complete', exercise: id, file, message }));
}

function graderIsComplete({
  id,
  requests,
  suite,
}: Pick<ExerciseFolder, 'requests' | 'suite'> & { id: string }): Array<[file: string, message: string]> {
  const found: Array<[file: string, message: string]> = [];
  if (requests === undefined) {
    found.push([
      `exercises/${id}/requests.http`,
      'is missing; write the requests that fill the attack console.',
    ]);
  } else if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+\S/m.test(requests)) {
    found.push([
      `exercises/${id}/requests.http`,
      'holds no request; write at least one, for example "POST /api/login".',
    ]);
  }
  if (!Object.keys(suite).some((name) => name.endsWith('.test.ts'))) {
    found.push([`graders/${id}/`, 'has no *.test.ts; write the checks there.']);
  }
  return found;
}
