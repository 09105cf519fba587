/** `other90`: reads the call, runs one command, ends with its status. */
import { fileURLToPath } from 'node:url';
import { EXIT } from './context.ts';
import { openRuntime } from './open-runtime.ts';
import { run } from './run.ts';

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

// `other90 list | head -1` closes the pipe early: no reason for a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.pass);
  throw error;
});

const status = await run(process.argv.slice(2), {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
  openRuntime,
});
// A pipe may still hold part of the report.
process.stdout.write('', () => process.exit(status));
