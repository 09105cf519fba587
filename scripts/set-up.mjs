/**
 * What `npm start` and `npm test` do before anything else. Plain JavaScript on Node's own modules alone: it runs on a
 * fresh clone, on the machine's Node (20 or newer), before any package is there. What it starts afterwards runs on the
 * Node that the project pins, which npm's scripts find first on their PATH.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** An error whose message is all that the person needs: no stack. */
export class SetUpError extends Error {}

/** Runs `main` and turns a `SetUpError` into its sentence and exit status 2. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 2;
  }
}

/** Installs the packages when they are missing or older than the lock file. @throws SetUpError */
export async function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new SetUpError(
      `Node ${process.versions.node} is too old. Install Node 20 or newer, then run this again.`,
    );
  }
  if (!installedAsLocked()) {
    console.error('Installing the packages of package-lock.json …');
    // Not `npm ci`: it refuses a lock file that lacks an optional package of some other system, and a registry may not
    // have had one when the lock was written. This installs the same, and changes neither file.
    const status = await npm([
      'install',
      '--no-save',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    if (status !== 0) {
      throw new SetUpError(
        'The installation failed; npm’s messages stand above. Check the network connection and run this again.',
      );
    }
  }
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies.node;
  const found = spawnSync(pinnedNode, ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (found !== `v${wanted}`) {
    throw new SetUpError(
      `The project runs on Node ${wanted}, from the package "node", and that one ${found ? `is ${found}` : 'is not there'}. ` +
        'Its install script may have been refused (ignore-scripts in an .npmrc): run "npm rebuild node --ignore-scripts=false", then this again.',
    );
  }
}

/** npm writes `node_modules/.package-lock.json` last, so it tells when an installation was finished. */
function installedAsLocked() {
  const mark = join(ROOT, 'node_modules', '.package-lock.json');
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

/** The pinned Node, once the packages are there. */
export const pinnedNode = join(
  ROOT,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * Calls `stop` when the process that started this one is gone. Who ends `npm start` by its process id ends npm and its
 * shell, and neither of them tells us.
 */
export function onOrphaned(stop) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 1000).unref();
}

/** Starts npm, the same one that started us. @returns its exit status */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js')
    ? run(process.execPath, [cli, ...args], options)
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        shell: process.platform === 'win32',
        ...options,
      });
}

/** Runs a program in the project's root, its output to ours, and passes signals on. @returns its exit status */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    onOrphaned(() => child.kill());
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
