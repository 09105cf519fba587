import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** What lies about is read by nobody and misleads the next author. */
export function noStrayFiles({ exercise, paths, suite }: ExerciseFolder): Problem[] {
  const { id } = exercise;
  const inExercise =
    exercise.kind === 'review'
      ? /^exercises\/[^/]+\/(exercise\.yaml|change\/.*)$/
      : /^exercises\/[^/]+\/(exercise\.yaml|requests\.http|(starter|solution)\/.*)$/;
  const inGrader = /^graders\/[^/]+\/(proofs\/((right|wrong|cheats)\/([^/]+\/.*)?)?|[^/]+\.test\.ts)$/;
  // Helpers of a suite may lie beside it, as long as it uses them.
  const isHelper = (path: string) => {
    const [, name] = /^graders\/[^/]+\/([^/]+)\.ts$/.exec(path) ?? [];
    return name !== undefined && Object.values(suite).some((source) => source.includes(`./${name}.ts'`));
  };
  // Dotfiles are not read as part of an app, so a proof or starter can't mean them.
  const isLeftOver = (path: string) =>
    /(^|\/)(\.[^/]+|node_modules\/.*|[^/]*(~|\.orig|\.rej|\.bak|\.swp))\/?$/.test(path);
  return (
    paths
      .filter((path) => isLeftOver(path) || !(inExercise.test(path) || inGrader.test(path) || isHelper(path)))
      // A folder speaks for all that is in it.
      .filter(
        (path, _, strays) =>
          !strays.some((other) => other !== path && other.endsWith('/') && path.startsWith(other)),
      )
      .map((path) => ({
        rule: 'no-stray-files',
        exercise: id,
        file: path,
        message: 'belongs to nothing; remove it, or move it to where it is used.',
      }))
  );
}
