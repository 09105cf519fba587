/** What a command works with; tests give it a small course and runtimes of their own. */
import type { Runtime } from '../runtimes/runtime.ts';

/** A stream to write to, as `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

export const RUNTIME_CHOICES = ['node', 'browser'] as const;
export type RuntimeChoice = (typeof RUNTIME_CHOICES)[number];

/** What a graded app is shut in by: Node's permission model in a process of its own, or a container around that. */
export const SANDBOX_CHOICES = ['process', 'container'] as const;
export type SandboxChoice = (typeof SANDBOX_CHOICES)[number];

export interface Context {
  /** The project's root: where `exercises/` and `graders/` are. */
  readonly root: string;
  /** Where the person stands; paths they give are relative to it. */
  readonly cwd: string;
  /** For reports only, so that it can be piped. */
  readonly stdout: Output;
  /** For progress and messages. */
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** @param options.database `pglite`, or the URL of a PostgreSQL server. */
  openRuntime(name: RuntimeChoice, options: { database: string }): Promise<Runtime>;
}

/** The statuses that a command ends with. */
export const EXIT = { pass: 0, fail: 1, error: 2, interrupted: 130 } as const;

/** How a person calls a command; messages that name a next step start with it. */
export const CALL = 'npm run -s other90 --';

/** The call itself is at fault: the message says what and gives the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
