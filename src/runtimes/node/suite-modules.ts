/** Loads a grader's suite in the host process, where `vitest` means the embedded runner. */
import { readdir } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = new URL('../../grading/vitest.ts', import.meta.url).href;
const graders = pathToFileURL(join(root, 'graders')).href;
let loads = 0;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === 'vitest' && context.parentURL?.startsWith(graders)) {
      return { url: vitest, shortCircuit: true };
    }
    return nextResolve(specifier, context);
  },
});

/** Imports `graders/<id>/*.test.ts` afresh, which declares the tests. @throws when there is none. */
export async function importSuite(exercise: string): Promise<void> {
  const folder = join(root, 'graders', exercise);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.test.ts')).sort();
  if (names.length === 0) throw new Error(`graders/${exercise} has no *.test.ts`);
  loads += 1;
  // A module is evaluated once for each URL.
  for (const name of names) await import(`${pathToFileURL(join(folder, name)).href}?load=${loads}`);
}
