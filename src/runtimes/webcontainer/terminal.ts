/** A shell in the container, for the learner's hands. Nothing that is graded comes from here. */
import type { Files } from '../runtime.ts';
import type { Container } from './container.ts';
import { copyCode } from './mount.ts';

export interface TerminalSize {
  cols: number;
  rows: number;
}

export interface Terminal {
  /** What was typed. */
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** Ends the shell and what runs in it. Idempotent. */
  close(): void;
  /** Resolves when the shell has ended, by itself or not. */
  readonly ended: Promise<void>;
}

/** The container's own shell. */
const SHELL = 'jsh';

/**
 * Starts a shell beside a copy of the files.
 * @param show gets what the terminal shows
 * @throws Error when the container can't start one.
 */
export async function openTerminal(
  container: Container,
  files: Files,
  size: TerminalSize,
  show: (text: string) => void,
): Promise<Terminal> {
  const process = await container.queue.run(async () => {
    await copyCode(container.client, files);
    // No more than the two numbers: an xterm has them as well, and can't be sent.
    const { cols, rows } = size;
    return container.client.spawn(SHELL, { terminal: { cols, rows } });
  });
  const writer = process.input.getWriter();
  const reader = process.output.getReader();
  let isOpen = true;
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) show(part.value);
  })().catch(() => {});
  const ended = process.exit.then(
    () => {},
    () => {},
  );
  void ended.then(() => {
    isOpen = false;
  });
  return {
    ended,
    write(data) {
      if (isOpen) writer.write(data).catch(() => {});
    },
    resize(to) {
      if (isOpen) process.resize(to);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      process.kill();
    },
  };
}
