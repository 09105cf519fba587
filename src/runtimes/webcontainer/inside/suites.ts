/** The graders' suites, built into the host's bundle, each as a function that declares its tests. */
import { suites } from 'virtual:other90/container-suites';

/** Declares the tests of `graders/<exercise>/`. @throws Error when there are none. */
export async function importSuite(exercise: string): Promise<void> {
  const loaders = suites[exercise] ?? [];
  if (loaders.length === 0) throw new Error(`graders/${exercise}/ has no *.test.ts in this build.`);
  for (const load of loaders) await (await load()).declare();
}
