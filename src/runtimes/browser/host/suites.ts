/** The graders' suites, each loaded when it is first needed; `vite.ts` turns their tests into one function. */
import { loaders } from 'virtual:other90/suites';

/** Declares the tests of `graders/<exercise>/`. @throws Error when there are none. */
export async function declareSuite(exercise: string): Promise<void> {
  const paths = Object.keys(loaders).filter((path) => path.split('/').at(-2) === exercise);
  if (paths.length === 0) throw new Error(`graders/${exercise}/ has no *.test.ts in this build.`);
  for (const path of paths.sort()) {
    const declare = await loaders[path]?.();
    await declare?.();
  }
}
