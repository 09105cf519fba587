/** All that belongs to one exercise, read once, as the rules look at it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../../course/course-error.ts';
import type { Exercise, ReviewExercise } from '../../course/exercise.ts';
import { loadExercise, loadFiles, loadProof } from '../../course/load.ts';
import { PROOF_FOLDERS, type Proof, type ProofKind, proofFiles } from '../../course/proof.ts';
import { isCode } from '../../course/read-folder.ts';
import { ANSWER_FILES, emptyAnswers, keyAnswers } from '../../review/answers.ts';
import type { Files } from '../../runtimes/runtime.ts';
import type { Problem } from './problem.ts';

export interface ExerciseFolder {
  exercise: Exercise;
  starter: Files;
  solution: Files;
  proofs: readonly Proof[];
  /** `requests.http`, where it is there. */
  requests: string | undefined;
  /** The TypeScript files right under `graders/<id>`, by name. */
  suite: Files;
  /** Paths from the project's root of everything in `exercises/<id>` and `graders/<id>`; folders end with "/". */
  paths: readonly string[];
}

/** One version of the app that is graded. */
export interface Subject {
  kind: 'starter' | 'solution' | ProofKind;
  /** `starter`, `right/argon2`, `cheats/exits-with-zero` … */
  name: string;
  /** Path from the project's root. */
  folder: string;
  files: Files;
  /** Absent for starter and solution. */
  proof?: Proof;
}

/** What can be read, and a problem for everything that can't. Without a valid `exercise.yaml` there is no folder. */
export async function readExerciseFolder(
  root: string,
  id: string,
): Promise<{ folder?: ExerciseFolder; problems: Problem[] }> {
  const problems: Problem[] = [];
  const orProblem = async <T>(file: string, loading: Promise<T>): Promise<T | undefined> => {
    try {
      return await loading;
    } catch (error) {
      if (!(error instanceof CourseError)) throw error;
      for (const line of error.message.split('\n')) {
        const message = line.startsWith(`${file}, `)
          ? line.slice(file.length + 2)
          : line.replace(`${file}: `, '');
        problems.push({ rule: 'files-are-valid', exercise: id, file, message });
      }
      return undefined;
    }
  };
  const exercise = await orProblem(`exercises/${id}/exercise.yaml`, loadExercise(root, id));
  if (!exercise) return { problems };
  const base = (which: 'starter' | 'solution') =>
    exercise.kind === 'review'
      ? reviewBase(exercise, which)
      : orProblem(`exercises/${id}/${which}`, loadFiles(root, id, which));
  const starter = await base('starter');
  const solution = await base('solution');
  const paths = [
    ...(await pathsUnder(root, `exercises/${id}/`)),
    ...(await pathsUnder(root, `graders/${id}/`)),
  ];
  const proofs: Proof[] = [];
  for (const path of paths) {
    const [, holder, name] = /^graders\/[^/]+\/proofs\/([^/]+)\/([^/]+)\/$/.exec(path) ?? [];
    const kind = (Object.keys(PROOF_FOLDERS) as ProofKind[]).find((known) => PROOF_FOLDERS[known] === holder);
    if (kind !== undefined && name !== undefined) {
      const proof = await orProblem(`${path}proof.yaml`, loadProof(root, id, kind, name));
      if (proof) proofs.push(proof);
    }
  }
  const suite: Record<string, string> = {};
  for (const path of paths) {
    const [, name] = /^graders\/[^/]+\/([^/]+\.ts)$/.exec(path) ?? [];
    if (name !== undefined) suite[name] = await readFile(join(root, path), 'utf8');
  }
  const requestsPath = `exercises/${id}/requests.http`;
  const requests = paths.includes(requestsPath)
    ? await readFile(join(root, requestsPath), 'utf8')
    : undefined;
  return {
    folder: { exercise, starter: starter ?? {}, solution: solution ?? {}, proofs, requests, suite, paths },
    problems,
  };
}

/** A review begins empty, and its key is its solution. */
const reviewBase = (exercise: ReviewExercise, which: 'starter' | 'solution'): Files => ({
  [ANSWER_FILES[0]]: which === 'starter' ? emptyAnswers(exercise) : keyAnswers(exercise),
});

/** Starter, solution, then the proofs by their folders: cheats, right, wrong. */
export function subjectsOf({ exercise, starter, solution, proofs }: ExerciseFolder): Subject[] {
  return [
    { kind: 'starter', name: 'starter', folder: `exercises/${exercise.id}/starter`, files: starter },
    { kind: 'solution', name: 'solution', folder: `exercises/${exercise.id}/solution`, files: solution },
    ...proofs.map((proof) => ({
      kind: proof.kind,
      name: `${PROOF_FOLDERS[proof.kind]}/${proof.name}`,
      folder: proof.folder,
      files: proofFiles(proof, { starter, solution }),
      proof,
    })),
  ];
}

async function pathsUnder(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    const paths = await Promise.all(
      entries
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(async (entry) =>
          entry.isDirectory()
            ? [`${folder}${entry.name}/`, ...(await pathsUnder(root, `${folder}${entry.name}/`))]
            : [`${folder}${entry.name}`],
        ),
    );
    return paths.flat();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
