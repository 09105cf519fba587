/** `--sandbox container`: grades by calling this program once more, in a container without a network. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FixExercise } from '../../course/exercise.ts';
import { type Report, summarise } from '../../grading/report.ts';
import { reportSchema } from '../../grading/report-schema.ts';
import { printable } from '../../grading/reporters/printable.ts';
import { appHostScript } from '../../runtimes/node/app-host-script.ts';
import { prepareCluster } from '../../runtimes/node/cluster-cache.ts';
import type { Files, Runtime } from '../../runtimes/runtime.ts';
import { UsageError } from '../context.ts';
import { containerArguments } from './container-arguments.ts';
import { type Engine, findEngine } from './engine.ts';

/** Checks have limits of their own, which add up to less: only what broke out of the grader's hands comes to this. */
const LONGEST_MS = 30 * 60_000;
/** A report is some hundred kilobytes. */
const LONGEST_REPORT = 50_000_000;
/** Lines of progress that are passed on. */
const MOST_LINES = 2_000;
const LAST_LINES = 10;

export interface ContainerOptions {
  /** The checkout of the course. */
  root: string;
  exercise: FixExercise;
  /** Told each line of progress, made safe to show. */
  tell(line: string): void;
}

/** @throws UsageError when this machine has no engine that answers. */
export async function openContainer(options: ContainerOptions): Promise<Pick<Runtime, 'grade' | 'close'>> {
  const engine = await findEngine();
  // In the container nothing can be written: what is made once has to be there already.
  appHostScript();
  await prepareCluster();
  return {
    async grade({ files, seed }, { signal } = {}) {
      const submission = await folderOf(files);
      try {
        const name = `other90-${randomUUID()}`;
        const { root, exercise } = options;
        const args = containerArguments({ name, root, submission, exercise: exercise.id, seed });
        const { stdout, status, lastLines } = await runContainer(engine, name, args, options.tell, signal);
        return reportIn(stdout, exercise, seed) ?? failed(engine, status, lastLines);
      } finally {
        await rm(submission, { recursive: true, force: true });
      }
    },
    async close() {},
  };
}

/** The files as they were read and bounded, to be mounted: no link of the submission's goes into the container. */
async function folderOf(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-submission-'));
  // "nobody" reads it, whatever this machine gives new files.
  await chmod(folder, 0o755);
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    for (const above of foldersAbove(path)) {
      await mkdir(join(folder, above), { recursive: true });
      await chmod(join(folder, above), 0o755);
    }
    await writeFile(target, text);
    await chmod(target, 0o644);
  }
  return folder;
}

/** `a/b/c.ts` → `a`, `a/b`. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

interface Ended {
  stdout: string;
  /** Null when a signal ended the engine's program. */
  status: number | null;
  lastLines: readonly string[];
}

/** @throws the signal's reason when aborted; UsageError when it can't be run to its end. */
async function runContainer(
  engine: Engine,
  name: string,
  args: readonly string[],
  tell: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn(engine, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stopped: unknown;
  /** Whatever the program does that was started: the container is ended by its name. */
  const stop = (reason: unknown) => {
    stopped ??= reason;
    spawn(engine, ['rm', '--force', name], { stdio: 'ignore' })
      .on('error', () => {})
      .on('close', () => child.kill('SIGKILL'));
  };
  const abort = () => stop(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    stop(new UsageError(`The container was still at it after ${LONGEST_MS / 60_000} minutes and was ended.`));
  }, LONGEST_MS);
  let stdout = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    if (stdout.length <= LONGEST_REPORT) stdout += text;
    else if (stopped === undefined)
      stop(new UsageError('The container printed more than a report and was ended.'));
  });
  const lastLines: string[] = [];
  let lines = 0;
  createInterface({ input: child.stderr }).on('line', (text) => {
    const line = printable(text).slice(0, 1_000);
    lines += 1;
    if (lines <= MOST_LINES) tell(line);
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (stopped !== undefined) throw stopped;
    return { stdout, status, lastLines };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * What the container printed, not taken at its word: it has to be a report of this exercise and run, with all of its checks
 * and their points, and the verdict is summed up anew. Undefined when it is none.
 */
function reportIn(text: string, exercise: FixExercise, seed: number): Report | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = reportSchema.safeParse(parsed);
  if (!success || data.exercise !== exercise.id || data.seed !== seed) return undefined;
  const report = data as Report;
  const points = new Map(exercise.checks.map((check) => [check.id, check.points]));
  const ids = new Set(report.checks.map(({ id }) => id));
  if (
    ids.size !== report.checks.length ||
    report.checks.some((check) => points.get(check.id) !== check.points)
  ) {
    return undefined;
  }
  if (report.verdict === 'error') return report;
  return ids.size === points.size ? { ...report, ...summarise(report.checks) } : undefined;
}

function failed(engine: Engine, status: number | null, lastLines: readonly string[]): never {
  throw new UsageError(
    [
      `--sandbox container: ${engine} ended with status ${status ?? 'unknown'} and without a report.`,
      ...(lastLines.length > 0 ? ['Its last words:', ...lastLines.map((line) => `  ${line}`)] : []),
      'The image has to be there or to be fetched, and "nobody" has to be able to read the checkout of the course.',
    ].join('\n'),
  );
}
