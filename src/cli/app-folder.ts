/** Finds the files that a command works on: the learner's folder, the starter, or a proof on its base. */
import { relative, resolve } from 'node:path';
import type { FixExercise } from '../course/exercise.ts';
import { loadFiles, loadProof, readFolder } from '../course/load.ts';
import { proofFiles } from '../course/proof.ts';
import type { Files } from '../runtimes/runtime.ts';
import type { Context } from './context.ts';

export interface AppFolder {
  files: Files;
  /** Absolute path of the folder. */
  folder: string;
}

/**
 * @param dir As given, relative to where the person stands; the starter when absent.
 * @throws CourseError when the folder can't be read.
 */
export async function appFolder(
  context: Context,
  exercise: FixExercise,
  dir: string | undefined,
): Promise<AppFolder> {
  if (dir === undefined) {
    const folder = resolve(context.root, 'exercises', exercise.id, 'starter');
    return { folder, files: await loadFiles(context.root, exercise.id, 'starter') };
  }
  const folder = resolve(context.cwd, dir);
  const proof = /^graders\/([^/]+)\/proofs\/(right|wrong)\/([^/]+)$/.exec(
    relative(context.root, folder).replaceAll('\\', '/'),
  );
  const [, owner, kind, name] = proof ?? [];
  if (owner === exercise.id && name !== undefined && (kind === 'right' || kind === 'wrong')) {
    const loaded = await loadProof(context.root, owner, kind, name);
    const base = await loadFiles(context.root, owner, loaded.base);
    return { folder, files: proofFiles(loaded, { starter: base, solution: base }) };
  }
  const files = await readFolder(folder, {
    onBinary: (path) => context.stderr.write(`Left out, because it is not text: ${path}\n`),
  });
  if (!(exercise.entry in files)) {
    context.stderr.write(`${folder} has no ${exercise.entry}: that is the file that is run.\n`);
  }
  return { folder, files };
}
