import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** An overlay that repeats its base hides what the proof is about, and goes stale when the base changes. */
export function proofsChangeTheirBase({ exercise, starter, solution, proofs }: ExerciseFolder): Problem[] {
  const bases = { starter, solution };
  return proofs.flatMap((proof) => {
    const base = bases[proof.base];
    const found: Array<[file: string, message: string]> = [];
    for (const [path, text] of Object.entries(proof.changes)) {
      if (base[path] === text) {
        found.push([`${proof.folder}/${path}`, `is the same as in the ${proof.base}; remove it.`]);
      }
      if (proof.removes.includes(path)) {
        found.push([
          `${proof.folder}/proof.yaml`,
          `removes names "${path}", which lies here as well; choose one.`,
        ]);
      }
    }
    for (const path of proof.removes) {
      if (!(path in base)) {
        found.push([
          `${proof.folder}/proof.yaml`,
          `removes names "${path}", which the ${proof.base} does not have; remove it.`,
        ]);
      }
    }
    if (Object.keys(proof.changes).length === 0 && proof.removes.length === 0) {
      found.push([`${proof.folder}/`, `changes nothing of the ${proof.base}; put the changed files here.`]);
    }
    return found.map(([file, message]) => ({
      rule: 'proofs-change-their-base',
      exercise: exercise.id,
      file,
      message,
    }));
  });
}
