/** Writes the `package.json` of an exercise that has none, so that its starter also runs outside the course. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FixExercise } from '../course/exercise.ts';
import { PACKAGES } from '../runtimes/packages.ts';
import type { Files } from '../runtimes/runtime.ts';

/** The course's own versions of the packages that the files import, and their types. */
export async function packageJson(root: string, exercise: FixExercise, files: Files): Promise<string> {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>;
  };
  const versions = own.devDependencies ?? {};
  const source = Object.values(files).join('\n');
  const imported = PACKAGES.filter((name) => new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(source));
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => name in versions).map((name) => [name, `^${versions[name]}`]));
  return `${JSON.stringify(
    {
      name: exercise.id,
      version: '1.0.0',
      private: true,
      // No "type": Node then tells ES modules and CommonJS apart by their syntax, and both are welcome.
      scripts: { start: `node ${exercise.entry}` },
      dependencies: pick(imported),
      devDependencies: pick(['@types/node', ...imported.map((name) => `@types/${name}`)]),
    },
    null,
    2,
  )}\n`;
}
