import type { Subject } from './exercise-folder.ts';

/** Right proofs and cheats of a sample, at most, of each kind. */
const OF_A_KIND = 1;

/** The checks that a sample runs on a subject: of a wrong fix those that it names. That no other fails is for a full run. */
export const sampledChecks = ({ kind, proof }: Subject): readonly string[] | undefined =>
  kind === 'wrong' ? proof?.fails : undefined;

/**
 * A part of the proofs that still sees every check pass and fail: starter, solution, as few wrong proofs as it takes
 * for every check to fail on one, and some right ones and cheats from all over their list. For a test run before a
 * commit; a changed grader deserves all of them.
 */
export function sampleOf(subjects: readonly Subject[]): Subject[] {
  const ofKind = (kind: Subject['kind']) => subjects.filter((subject) => subject.kind === kind);
  const chosen = new Set([
    ...ofKind('starter'),
    ...ofKind('solution'),
    ...spread(ofKind('right')),
    ...cover(ofKind('wrong')),
    ...spread(ofKind('cheat')),
  ]);
  return subjects.filter((subject) => chosen.has(subject));
}

/** Where else a sample is run: that the runtimes agree is seen on the two that everybody meets. */
export const isInEveryRuntime = ({ kind }: Pick<Subject, 'kind'>): boolean =>
  kind === 'starter' || kind === 'solution';

function spread(list: readonly Subject[]): Subject[] {
  const step = Math.max(1, list.length / OF_A_KIND);
  return Array.from(
    { length: Math.min(OF_A_KIND, list.length) },
    (_, i) => list[Math.floor(i * step)],
  ).filter((subject) => subject !== undefined);
}

/** Greedy set cover: always the proof that fails most checks that none before it failed. */
function cover(wrong: readonly Subject[]): Subject[] {
  const fails = (subject: Subject) => subject.proof?.fails ?? [];
  const open = new Set(wrong.flatMap(fails));
  const chosen: Subject[] = [];
  while (open.size > 0) {
    const gain = (subject: Subject) => fails(subject).filter((id) => open.has(id)).length;
    const best = wrong.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.push(best);
    for (const id of fails(best)) open.delete(id);
  }
  return chosen;
}
