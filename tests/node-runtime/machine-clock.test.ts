/** Somebody sets the machine's clock, to and fro, while a grade runs: the verdict is the same. */
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFiles } from '../../src/course/load.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import type { Runtime } from '../../src/runtimes/runtime.ts';
import { libfaketime } from '../support/faketime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As far as the clock is set at once, in seconds, this way and that. */
const STEPS = ['+0', '+7200', '-7200'];
const STEP_MS = 40;

let folder: string;
let setting: NodeJS.Timeout;
let runtime: Runtime;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'other90-clock-'));
  const clock = join(folder, 'clock');
  let steps = 0;
  const set = () => {
    // Whole or not at all: a file that is just being written has no date in it.
    writeFileSync(`${clock}.new`, STEPS[steps++ % STEPS.length] ?? '');
    renameSync(`${clock}.new`, clock);
  };
  set();
  const faked = {
    LD_PRELOAD: libfaketime(),
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  // The app's process gets no environment of ours: it is started by a script that sets this one.
  const node = join(folder, 'node');
  const given = Object.entries(faked).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(node, `#!/bin/sh\nexec env ${given.join(' ')} '${process.execPath}' "$@"\n`);
  chmodSync(node, 0o755);
  const preload = join(folder, 'preload.mjs');
  writeFileSync(preload, `process.execPath = ${JSON.stringify(node)};\n`);
  const before = { ...process.env };
  Object.assign(process.env, faked, { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` });
  runtime = createNodeRuntime();
  await runtime.prepare();
  process.env = before;
  setting = setInterval(set, STEP_MS);
}, 60_000);

afterAll(async () => {
  clearInterval(setting);
  await runtime?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Checks that live on the time: the app's, the database's, the attackers'. */
const CHECKS = {
  'webhook-signature': ['paid-event-pays', 'old-timestamp', 'held-back', 'slow-delivery'],
  login: ['login-works', 'limit-window-ends', 'session-expires'],
} as const;

describe.skipIf(process.platform !== 'linux')('while the clock jumps by hours', () => {
  test.each(Object.entries(CHECKS))(
    'the solution of %s passes',
    { timeout: 120_000 },
    async (exercise, only) => {
      const files = await loadFiles(ROOT, exercise, 'solution');
      const report = await runtime.grade({ exercise, files, seed: 7, only });
      expect(report.checks.map(({ id, status, message }) => ({ id, status, message }))).toEqual(
        only.map((id) => ({ id, status: 'pass', message: expect.any(String) })),
      );
    },
  );
});
