import { again, byFinding, gradedRuns, idsWith, type Outcomes } from '../outcomes.ts';
import type { Problem } from '../problem.ts';

/** A cheat mends nothing, so it passes no check that its base, with the same seed in the same runtime, does not pass. */
export function cheatsEarnNothing(outcomes: Outcomes): Problem[] {
  return outcomes.subjects.flatMap((subject) => {
    const base = outcomes.subjects.find(({ kind }) => kind === subject.proof?.base);
    if (subject.kind !== 'cheat' || !base) return [];
    const bases = gradedRuns(outcomes, base);
    const earned = byFinding(gradedRuns(outcomes, subject), ({ runtime, seed, report }) => {
      const twin = bases.find((run) => run.runtime === runtime && run.seed === seed);
      // A base that our side could not grade says nothing of what can be earned.
      if (!twin) return [];
      return idsWith(report, 'pass').filter((id) => idsWith(twin.report, 'fail').includes(id));
    });
    return earned.map(({ finding: id, where, first }) => ({
      rule: 'cheats-earn-nothing',
      exercise: outcomes.folder.exercise.id,
      file: subject.folder,
      message: `is a cheat and passes "${id}", which the ${base.kind} fails (${where}). Make the check see through it, or move the proof to wrong/ if it really mends this. See ${again(first)}`,
    }));
  });
}
