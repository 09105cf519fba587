/** Calls the command line in this process, on a course and runtimes of the test's own. */
import type { Context, Output } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run.ts';
import { type Script, scriptedRuntime, type Told } from './scripted-runtime.ts';

export interface Call {
  root: string;
  cwd?: string;
  script?: Script;
  signal?: AbortSignal;
  /** Both outputs pretend to be terminals. */
  terminal?: boolean;
  onOutput?(text: string): void;
}

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
  told: Told;
}

export async function other90(args: readonly string[], call: Call): Promise<Ended> {
  const told: Told = { opened: [], graded: [], closed: 0 };
  const texts = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr'): Output => ({
    isTTY: call.terminal ?? false,
    columns: 80,
    write(text) {
      texts[name] += text;
      call.onOutput?.(text);
    },
  });
  const context: Context = {
    root: call.root,
    cwd: call.cwd ?? call.root,
    stdout: output('stdout'),
    stderr: output('stderr'),
    signal: call.signal ?? new AbortController().signal,
    openRuntime: scriptedRuntime(call.root, call.script ?? {}, told),
  };
  const status = await run(args, context);
  return { status, ...texts, told };
}
