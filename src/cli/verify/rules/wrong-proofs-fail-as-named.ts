import { again, byFinding, gradedRuns, idsWith, type Outcomes, said } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** A wrong fix fails the checks that it names, so each check sees what it is for, and no others but by a race. */
export function wrongProofsFailAsNamed(outcomes: Outcomes): Problem[] {
  const known = outcomes.folder.exercise.checks.map((check) => check.id);
  return outcomes.subjects.flatMap((subject) => {
    if (subject.kind !== 'wrong') return [];
    const named = (subject.proof?.fails ?? []).filter((id) => known.includes(id));
    const races = subject.proof?.races ?? [];
    const runs = gradedRuns(outcomes, subject);
    const problem = (message: string): Problem => ({
      rule: 'wrong-proofs-fail-as-named',
      exercise: outcomes.folder.exercise.id,
      file: `${subject.folder}/proof.yaml`,
      message,
    });
    const missed = byFinding(runs, ({ report }) =>
      named.filter((id) => idsWith(report, 'pass').includes(id)),
    );
    const extra = byFinding(runs, ({ report }) =>
      idsWith(report, 'fail').filter((id) => !named.includes(id) && !races.includes(id)),
    );
    return [
      ...missed.map(({ finding: id, where, first }) =>
        problem(
          `"${id}" has to fail and passes (${where}). Sharpen the check, or take it out of "fails". See ${again(first)}`,
        ),
      ),
      ...extra.map(({ finding: id, where, first }) =>
        problem(
          `"${id}" fails and is not named (${where}): ${said(first, id)} Add it to "fails" if the fix really breaks it; else mend the check. See ${again(first)}`,
        ),
      ),
    ];
  });
}
