/** Finds a program on this machine that runs containers. */
import { execFile } from 'node:child_process';
import { isCode } from '../../course/read-folder.ts';
import { printable } from '../../grading/reporters/printable.ts';
import { UsageError } from '../context.ts';

const ENGINES = ['docker', 'podman'] as const;
export type Engine = (typeof ENGINES)[number];

/** An engine that says nothing for so long does not answer. */
const ANSWER_MS = 30_000;

/** The first that is there and answers. @throws UsageError that says what was looked for, and the next step. */
export async function findEngine(): Promise<Engine> {
  const reasons: string[] = [];
  for (const engine of ENGINES) {
    const reason = await whyNot(engine);
    if (reason === undefined) return engine;
    reasons.push(`  ${engine}: ${reason}`);
  }
  throw new UsageError(
    [
      '--sandbox container: no container engine answers on this machine. Looked for:',
      ...reasons,
      'Start or install one of them, or grade with --sandbox process (what it protects from: docs/instructor.md, "Strangers\' code").',
    ].join('\n'),
  );
}

/** Why an engine can't be used; undefined when it can. `version` asks the daemon as well, where there is one. */
function whyNot(engine: Engine): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(engine, ['version'], { timeout: ANSWER_MS, killSignal: 'SIGKILL' }, (error, _stdout, stderr) => {
      if (!error) resolve(undefined);
      else if (isCode(error, 'ENOENT')) resolve('not found on the PATH');
      else if (error.killed) resolve(`does not answer within ${ANSWER_MS / 1000} seconds`);
      else resolve(printable(stderr.trim().split('\n').at(-1) ?? '') || 'fails without saying why');
    });
  });
}
