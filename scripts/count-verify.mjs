/**
 * `other90 verify` in tests passed and failed: a run that ended as its subject has to is one that passed; every problem
 * and every error of our side that verify names is one that failed.
 *
 * @param report JSON of `verify --reporter json`
 * @param status its exit status
 */
export function countVerify(report, status) {
  const runs = report.exercises.flatMap((exercise) =>
    exercise.subjects.flatMap((subject) => subject.runs.map((run) => endedAsItHasTo(run, subject.fails))),
  );
  const failed = report.problems.length + report.errors.length;
  return {
    passed: runs.filter(Boolean).length,
    failed: failed === 0 && (status !== 0 || runs.length === 0) ? 1 : failed,
  };
}

/** Without a list of its own (the starter) any failed check will do. */
function endedAsItHasTo(run, fails) {
  if (run.verdict === 'error') return false;
  if (fails === undefined) return run.verdict === 'fail';
  return fails.length === run.failed.length && fails.every((id) => run.failed.includes(id));
}
