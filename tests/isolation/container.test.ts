/**
 * `--sandbox container` against a double of the engine's program, which runs the inner command for real. No real
 * engine was tried.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/grading/report.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import { other90 } from '../cli/other90.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOUBLE = fileURLToPath(new URL('engine-double.mjs', import.meta.url));
const CRASHES = "throw new Error('not today');\n";

let work: string;
let submission: string;
const { PATH } = process.env;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'other90-double-'));
  submission = join(work, 'submission');
  await mkdir(submission);
  await writeFile(join(submission, 'server.ts'), CRASHES);
  await mkdir(join(work, 'bin'));
  // Nothing else: an engine that this machine may have is not the one that is meant.
  process.env.PATH = join(work, 'bin');
  process.env.DOUBLE_FOLDER = work;
});

afterEach(async () => {
  process.env.PATH = PATH;
  delete process.env.DOUBLE_FOLDER;
  delete process.env.DOUBLE_FAULTS;
  await rm(work, { recursive: true, force: true });
});

async function install(...engines: string[]): Promise<void> {
  for (const engine of engines) {
    const program = join(work, 'bin', engine);
    await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${DOUBLE}' ${engine} "$@"\n`);
    await chmod(program, 0o755);
  }
}

const faults = (which: Record<string, unknown>) => {
  process.env.DOUBLE_FAULTS = JSON.stringify(which);
};

const calls = async (): Promise<string[][]> =>
  (await readFile(join(work, 'calls'), 'utf8').catch(() => ''))
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as string[]);

const grade = (args: string[] = [], more: { signal?: AbortSignal; onOutput?(text: string): void } = {}) =>
  other90(['grade', 'login', submission, '--sandbox', 'container', '--seed', '7', ...args], {
    root: ROOT,
    ...more,
  });

/** What a run took is another time each time. */
const timeless = (report: Report) => ({
  ...report,
  durationMs: 0,
  checks: report.checks.map((check) => ({ ...check, durationMs: 0 })),
});

describe('graded in the container', () => {
  test('the report is the one that the process gives, and all that is on standard output', async () => {
    await install('docker');
    const { status, stdout, stderr, told } = await grade(['--json']);
    expect(status).toBe(1);
    expect(stderr).toContain('grading login: ');
    // No runtime of our own: the submission runs inside only.
    expect(told.opened).toEqual([]);
    const runtime = createNodeRuntime();
    try {
      const report = await runtime.grade({ exercise: 'login', files: { 'server.ts': CRASHES }, seed: 7 });
      expect(timeless(JSON.parse(stdout) as Report)).toEqual(timeless(report));
    } finally {
      await runtime.close();
    }
    expect((await calls()).map(([engine, verb]) => [engine, verb])).toEqual([
      ['docker', 'version'],
      ['docker', 'run'],
    ]);
  });

  test('the report for people says how to repeat it, and the folder made for the mount is gone', async () => {
    await install('podman');
    faults({ podman: { prints: JSON.stringify(await sound()) } });
    const before = await submissions();
    const { status, stdout } = await grade();
    expect(status).toBe(1);
    expect(stdout).toContain('--sandbox container --seed 7');
    expect((await calls()).at(-1)?.slice(0, 2)).toEqual(['podman', 'run']);
    expect(await submissions()).toEqual(before);
  });

  test('an engine that does not answer is passed over', async () => {
    await install('docker', 'podman');
    faults({ docker: 'no daemon', podman: { prints: '' } });
    await grade();
    expect((await calls()).map(([engine, verb]) => `${engine} ${verb}`)).toEqual([
      'docker version',
      'podman version',
      'podman run',
    ]);
  });
});

const submissions = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('other90-submission-'));

describe('refused in clear words, with status 2 and nothing on standard output', () => {
  test('no engine', async () => {
    const { status, stdout, stderr } = await grade();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `--sandbox container: no container engine answers on this machine. Looked for:
  docker: not found on the PATH
  podman: not found on the PATH
Start or install one of them, or grade with --sandbox process (what it protects from: docs/instructor.md, "Strangers' code").
`,
    );
  });

  test('a daemon that does not answer', async () => {
    await install('docker');
    faults({ docker: 'no daemon' });
    const { status, stdout, stderr } = await grade();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('  docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.');
    expect(stderr).toContain('  podman: not found on the PATH');
  });

  test('an image that is not to be had', async () => {
    await install('docker');
    faults({ docker: 'no image' });
    const { status, stdout, stderr } = await grade();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('docker ended with status 125 and without a report');
    expect(stderr).toContain('  Error response: no such host');
  });

  test.each<[string, (report: Report) => unknown]>([
    ['of another run', (report) => ({ ...report, seed: 8 })],
    ['of another exercise', (report) => ({ ...report, exercise: 'transfer' })],
    ['with checks left out', (report) => ({ ...report, checks: report.checks.slice(1) })],
    ['with a check twice', (report) => ({ ...report, checks: [...report.checks, report.checks[0]] })],
    [
      'with other points',
      (report) => ({ ...report, checks: report.checks.map((check) => ({ ...check, points: 99 })) }),
    ],
    ['of another form', (report) => ({ ...report, checks: { length: 3 } })],
  ])('a report %s', async (_, forged) => {
    await install('docker');
    faults({ docker: { prints: JSON.stringify(forged(await sound())) } });
    const { status, stdout, stderr } = await grade();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('without a report');
  });

  test.each([
    [['--runtime', 'browser'], '--runtime browser'],
    [['--database', 'postgres://a:secret@127.0.0.1/b'], '--database'],
    [['--watch'], '--watch'],
  ])('with %s', async (args, named) => {
    await install('docker');
    const { status, stdout, stderr } = await grade(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--sandbox container can't be combined with ${named}`);
    expect(stderr).not.toContain('secret');
    expect(await calls()).toEqual([]);
  });

  test('for a review, where nothing runs', async () => {
    const { status, stderr } = await other90(
      ['grade', 'login-review', submission, '--sandbox', 'container'],
      { root: ROOT },
    );
    expect(status).toBe(2);
    expect(stderr).toContain('"login-review" is a review: nothing runs.');
  });
});

/** A report that would be believed: every check failed. */
async function sound(): Promise<Report> {
  const { loadFixExercise } = await import('../../src/course/load.ts');
  const { summarise } = await import('../../src/grading/report.ts');
  const { checks } = await loadFixExercise(ROOT, 'login');
  const results = checks.map(({ id, title, kind, points, standards }) => ({
    ...{ id, title, kind, points, standards },
    status: 'fail' as const,
    durationMs: 1,
    message: 'It failed.',
    evidence: [],
  }));
  return {
    ...{ schema: 1, exercise: 'login', runtime: 'node', database: 'pglite', seed: 7, durationMs: 1 },
    ...summarise(results),
    checks: results,
  };
}

test('a verdict is summed up from the checks, whatever the container says', async () => {
  await install('docker');
  const report = await sound();
  faults({
    docker: { prints: JSON.stringify({ ...report, verdict: 'pass', score: { earned: 999, max: 1 } }) },
  });
  const { status, stdout } = await grade(['--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail', score: report.score });
});

test('Ctrl-C ends the container by its name', async () => {
  await install('docker');
  faults({ docker: 'never ends' });
  const interrupt = new AbortController();
  const { status, stdout } = await grade([], {
    signal: interrupt.signal,
    onOutput(text) {
      if (text.includes('still at it')) interrupt.abort();
    },
  });
  expect([status, stdout]).toEqual([130, '']);
  const [, run, removal] = await calls();
  const name = run?.find((argument) => argument.startsWith('--name='))?.slice('--name='.length);
  expect(removal).toEqual(['docker', 'rm', '--force', name]);
  const pid = Number(await readFile(join(work, name ?? ''), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
