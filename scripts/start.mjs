/** `npm start`: on a fresh clone too, installs, builds and serves the course on localhost, and prints the address. */
import { ensureInstalled, npm, pinnedNode, run, runMain, SetUpError } from './set-up.mjs';

await runMain(async () => {
  await ensureInstalled();
  if ((await npm(['run', '--silent', 'build'])) !== 0) {
    throw new SetUpError('The build failed; its messages stand above.');
  }
  return run(pinnedNode, ['scripts/serve.ts', ...process.argv.slice(2)]);
});
