/** The disk is full: wherever the command line writes, it names the place and the next step, and ends with 2. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { openSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'src/cli/main.ts');
/** A device on which every write ends in "no space left". */
const FULL = '/dev/full';
const IS_FULL = 'the disk is full. Make room and call it again, or name a place on another disk.\n';

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(program: string, args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { cwd: ROOT, env: { ...process.env, INIT_CWD: undefined } },
      (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

const other90 = (...args: string[]) => run(process.execPath, [MAIN, ...args]);

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-full-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An answer file of a review, which is graded in a moment. */
async function answers(): Promise<string> {
  const folder = await emptyFolder();
  const file = join(folder, 'answers.yaml');
  await writeFile(file, 'marks: []\n');
  return file;
}

const isDevice = (path: string) => statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() ?? false;

describe.skipIf(!isDevice(FULL))(`on ${FULL}, which only Linux has`, () => {
  test('--output names the file and what to do, and the device is still one', async () => {
    expect(await other90('grade', 'login-review', await answers(), '--json', '--output', FULL)).toEqual({
      status: 2,
      stdout: '',
      stderr: `--output ${FULL} could not be written: ${IS_FULL}`,
    });
    expect(isDevice(FULL)).toBe(true);
    expect((await readdir('/dev')).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('a report that standard output does not take is no verdict', async () => {
    const file = await answers();
    const full = openSync(FULL, 'w');
    const { promise, resolve } = Promise.withResolvers<{ status: number | null; stderr: string }>();
    const child = spawn(process.execPath, [MAIN, 'grade', 'login-review', file, '--json'], {
      cwd: ROOT,
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    child.on('close', (status) => resolve({ status, stderr }));
    expect(await promise).toEqual({
      status: 2,
      stderr: `Standard output could not be written: ${IS_FULL}`,
    });
  });

  test('--output may be a device that takes it', async () => {
    // By a shell's pipe: what this process would give it is a socket, which can't be opened by a path.
    const { stdout } = await run('sh', [
      '-c',
      '"$1" "$2" grade login-review "$3" --json --output /dev/stdout | cat',
      'sh',
      process.execPath,
      MAIN,
      await answers(),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail' });
  });
});

/** Runs in a mount space of its own, on a disk in memory: as root, or where a person may have such a space. */
const MOUNTING = ['--user', '--map-root-user', '--mount'];

function canMount(): boolean {
  try {
    execFileSync('unshare', [...MOUNTING, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `command` with `folder` as a full disk of its own; in it, `$1` is the folder. */
const onFullDisk = (folder: string, command: string, ...args: string[]) =>
  run('unshare', [
    ...MOUNTING,
    'sh',
    '-c',
    `mount -t tmpfs -o size=8k tmpfs "$1" && head -c 8192 /dev/zero > "$1/fill" && ${command}`,
    'sh',
    folder,
    process.execPath,
    MAIN,
    ...args,
  ]);

describe.skipIf(!canMount())('on a full disk (skipped where "unshare --user --mount" is not allowed)', () => {
  test('start names the file that has no room', async () => {
    const folder = await emptyFolder();
    const { status, stdout, stderr } = await onFullDisk(
      folder,
      'exec "$2" "$3" start webhook-signature "$1/mine"',
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${folder}/mine/package.json could not be written: ${IS_FULL}`);
  });

  test('--output keeps the old report and leaves no half of the new one', async () => {
    const folder = await emptyFolder();
    const { status, stdout, stderr } = await onFullDisk(
      folder,
      'echo old > "$1/fill" && head -c 4096 /dev/zero > "$1/more"; "$2" "$3" grade login-review "$4" --json --output "$1/fill"; status=$?; cat "$1/fill"; ls "$1"; exit $status',
      await answers(),
    );
    expect([status, stdout]).toEqual([2, 'old\nfill\nmore\n']);
    expect(stderr).toBe(`--output ${folder}/fill could not be written: ${IS_FULL}`);
  });

  test('a temporary folder without room is our error, told once, with its place', {
    timeout: 180_000,
  }, async () => {
    const folder = await emptyFolder();
    const fix = join(ROOT, 'exercises/webhook-signature/solution');
    const { status, stdout, stderr } = await onFullDisk(
      folder,
      'TMPDIR="$1" exec "$2" "$3" grade webhook-signature "$4" --json',
      fix,
    );
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'error', score: { earned: 0 } });
    const told = `the app's temporary folder in ${folder} can't be written: the disk is full. Make room there, or name another folder in the environment variable TMPDIR.`;
    expect(stderr.split(told)).toHaveLength(2);
  });
});
