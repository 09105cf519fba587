/** `other90`: reads the call, runs one command, ends with its status. */
import { fileURLToPath } from 'node:url';
import { EXIT } from './context.ts';
import { openRuntime } from './open-runtime.ts';
import { run } from './run.ts';
import { reasonOf } from './write-file.ts';

// Deprecations inside packages are ours to follow, not the learner's to read.
process.noDeprecation = true;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever presses Ctrl-C again does not want to wait for things to end well.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  });
}

process.stdout.on('error', unwritten);
// Where messages go nowhere, the status still tells how it went.
process.stderr.on('error', () => {});

function unwritten(error: NodeJS.ErrnoException): void {
  // `other90 list | head -1` closes the pipe early: no reason for a stack trace.
  if (error.code === 'EPIPE') process.exit(EXIT.pass);
  // A report that did not arrive is none: not the status of a verdict.
  process.stderr.write(`Standard output could not be written: ${reasonOf(error)}\n`, () =>
    process.exit(EXIT.error),
  );
}

const status = await run(process.argv.slice(2), {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
  openRuntime,
});
// A pipe may still hold part of the report.
process.stdout.write('', (error) => {
  if (error) unwritten(process.stdout.errored ?? error);
  else process.exit(status);
});
