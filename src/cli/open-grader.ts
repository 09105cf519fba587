/** The runtime that `grade` works with: this machine's own, or one in a container. */
import type { FixExercise } from '../course/exercise.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { type Context, type RuntimeChoice, type SandboxChoice, UsageError } from './context.ts';
import { progressOn } from './progress.ts';

export interface GraderOptions {
  runtime: RuntimeChoice;
  /** `pglite`, or the URL of a PostgreSQL server. */
  database: string;
  sandbox: SandboxChoice;
  watch?: boolean;
}

/** @throws UsageError for an option that means nothing in a container. */
export function refuseWithContainer({ runtime, database, watch }: GraderOptions): void {
  const reason =
    runtime !== 'node'
      ? `--runtime ${runtime}: there is no browser in the container; leave it out.`
      : database !== 'pglite'
        ? '--database: the container has no network to reach a server by; leave it out, or grade with --sandbox process.'
        : watch
          ? '--watch is for your own code, and every run would be a new container; leave one of them out.'
          : undefined;
  if (reason !== undefined) throw new UsageError(`--sandbox container can't be combined with ${reason}`);
}

/** What grades, in the sandbox that was asked for. @throws UsageError when that can't be had here. */
export async function openGrader(
  context: Context,
  exercise: FixExercise,
  { runtime, database, sandbox }: GraderOptions,
): Promise<Pick<Runtime, 'grade' | 'close'>> {
  if (sandbox === 'process') return context.openRuntime(runtime, { database });
  const { openContainer } = await import('./sandbox/container.ts');
  const tell = (line: string) => progressOn(context).line(line, true);
  return openContainer({ root: context.root, exercise, tell });
}
