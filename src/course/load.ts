/** Loads exercises and their proofs from the project's folders (Node only). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { located, quotesStandIn } from '../review/key.ts';
import type { Files } from '../runtimes/runtime.ts';
import { CourseError } from './course-error.ts';
import { type Exercise, exerciseSchema, type FixExercise, reviewSchema } from './exercise.ts';
import { suggestion } from './nearest.ts';
import {
  cheatProofSchema,
  PROOF_FOLDERS,
  type Proof,
  type ProofKind,
  rightProofSchema,
  wrongProofSchema,
} from './proof.ts';
import { isCode, readFolder } from './read-folder.ts';
import { readYaml } from './read-yaml.ts';

export { overlay } from './files.ts';
export { readFolder } from './read-folder.ts';

/** The ids of all exercises: the folders in `exercises/` that have an `exercise.yaml`, in alphabetical order. */
export async function exerciseIds(root: string): Promise<string[]> {
  const folders = await subfolders(join(root, 'exercises'));
  const found = await Promise.all(
    folders.map(async (id) => ((await readIfThere(yamlPath(root, id))) === undefined ? [] : [id])),
  );
  return found.flat();
}

/**
 * @param root The project's root.
 * @throws CourseError when there is no such exercise (it names the nearest), or its `exercise.yaml` is not valid.
 */
export async function loadExercise(root: string, id: string): Promise<Exercise> {
  // An id becomes part of paths.
  const text = /^[a-z0-9-]+$/.test(id) ? await readIfThere(yamlPath(root, id)) : undefined;
  if (text === undefined) {
    const ids = await exerciseIds(root);
    throw new CourseError(
      `There is no exercise "${id}"; ${ids.length === 0 ? 'exercises/ holds none yet.' : suggestion(id, ids)}`,
    );
  }
  const file = `exercises/${id}/exercise.yaml`;
  const fields = readYaml(text, file, exerciseSchema);
  if (fields.kind === 'fix') return { id, ...fields };
  // What its key quotes has to stand in its change.
  const files = await namedFrom(root, readFolder(join(root, 'exercises', id, 'change')));
  return located(id, readYaml(text, file, reviewSchema.superRefine(quotesStandIn(files))), files);
}

/** An exercise with an app that runs. @throws CourseError also for a review. */
export async function loadFixExercise(root: string, id: string): Promise<FixExercise> {
  const exercise = await loadExercise(root, id);
  if (exercise.kind === 'fix') return exercise;
  throw new CourseError(
    `"${id}" is a review: there is no app to run. Read exercises/${id}/change/, or do it on its page in the course.`,
  );
}

/** All exercises by module, then id. @throws CourseError */
export async function loadExercises(root: string): Promise<Exercise[]> {
  const exercises = await Promise.all((await exerciseIds(root)).map((id) => loadExercise(root, id)));
  return exercises.sort((a, b) => a.module.localeCompare(b.module, 'en') || a.id.localeCompare(b.id, 'en'));
}

/** What the learner starts with, or the course's own fix. @throws CourseError */
export async function loadFiles(root: string, id: string, which: 'starter' | 'solution'): Promise<Files> {
  return namedFrom(root, readFolder(join(root, 'exercises', id, which)));
}

/** All proofs of an exercise's grader: the right ones, the wrong ones, the cheats, by name. @throws CourseError */
export async function loadProofs(root: string, id: string): Promise<Proof[]> {
  const loaded = await Promise.all(
    (['right', 'wrong', 'cheat'] as const).map(async (kind) => {
      const names = await subfolders(join(root, 'graders', id, 'proofs', PROOF_FOLDERS[kind]));
      return Promise.all(names.map((name) => loadProof(root, id, kind, name)));
    }),
  );
  return loaded.flat();
}

/** @throws CourseError */
export async function loadProof(
  root: string,
  exercise: string,
  kind: ProofKind,
  name: string,
): Promise<Proof> {
  const folder = `graders/${exercise}/proofs/${PROOF_FOLDERS[kind]}/${name}`;
  const { 'proof.yaml': text, ...changes } = await namedFrom(root, readFolder(join(root, folder)));
  const file = `${folder}/proof.yaml`;
  if (text === undefined) {
    throw new CourseError(
      `${file}: is missing; write it (summary, base${{ right: ', by', wrong: ', by, fails', cheat: '' }[kind]}).`,
    );
  }
  return { kind, name, exercise, folder, ...described(kind, text, file), changes };
}

function described(kind: ProofKind, text: string, file: string) {
  switch (kind) {
    case 'right':
      return { ...readYaml(text, file, rightProofSchema), fails: [], races: [] };
    case 'wrong':
      return readYaml(text, file, wrongProofSchema);
    case 'cheat':
      return { ...readYaml(text, file, cheatProofSchema), fails: [], races: [] };
  }
}

const yamlPath = (root: string, id: string) => join(root, 'exercises', id, 'exercise.yaml');

/** Messages name paths from the project's root, as everybody who has a clone sees them. */
async function namedFrom<T>(root: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CourseError) throw new CourseError(error.message.replaceAll(join(root, '/'), ''));
    throw error;
  }
}

async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
