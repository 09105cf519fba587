/**
 * A set-up file for vitest: `vitest run graders/<id>` grades the folder in `OTHER90_DIR` (else the course's solution)
 * with the suite as it is. `OTHER90_SEED` repeats a run. Here PGlite runs in vitest's own worker, so an endless
 * statement of the app stops the run: `other90 grade` is for code that may do that.
 */
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadFiles, loadFixExercise, readFolder } from '../../course/load.ts';
import { newSession, setSession } from '../../grading/session.ts';
import { createNodeGraderSide, type NodeGraderSide } from './grader-side.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let side: NodeGraderSide | undefined;

beforeAll(async () => {
  const folder = dirname(expect.getState().testPath ?? '');
  // Tests of the kit itself need no app.
  if (relative(root, folder) !== `graders/${basename(folder)}` || basename(folder) === 'kit') return;
  const exercise = await loadFixExercise(root, basename(folder));
  const { OTHER90_DIR, OTHER90_SEED, OTHER90_DATABASE } = process.env;
  const files = OTHER90_DIR
    ? await readFolder(resolve(root, OTHER90_DIR))
    : await loadFiles(root, exercise.id, 'solution');
  const seed = OTHER90_SEED ? Number(OTHER90_SEED) : Math.floor(Math.random() * 2 ** 32);
  console.error(`${exercise.id}: seed ${seed}`);
  side = await createNodeGraderSide(OTHER90_DATABASE || 'pglite');
  setSession(newSession({ side, exercise, files, seed }));
}, 60_000);

afterAll(async () => {
  setSession(undefined);
  await side?.close();
});
