/** The exercise that is timed, and what the course replaces: the same work in node, by vitest. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { timed } from './row.ts';

export const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXERCISE = 'login';
export const SOLUTION = join(ROOT, 'exercises', EXERCISE, 'solution');
export const STARTER = join(ROOT, 'exercises', EXERCISE, 'starter');

/** `vitest run` of the suite on a folder, as somebody without the page would run it. */
export const vitestRun = (folder: string): Promise<number> =>
  timed(() =>
    run('npx', ['vitest', 'run', '--project', 'graders', `graders/${EXERCISE}`], {
      cwd: ROOT,
      env: { ...process.env, OTHER90_DIR: folder },
      maxBuffer: 100_000_000,
    }),
  );
