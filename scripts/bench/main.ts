/**
 * `npm run bench`: what a learner waits for, measured beside what it replaces, in one run on one machine. Absolute
 * times say little about another machine; the ratios do. Prints a table, and writes `.cache/bench.json`.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import type { StaticServer } from '../../src/runtimes/browser/headless/static-server.ts';
import { launchChromium } from '../../tests/support/chromium.ts';
import { serveSite } from '../../tests/support/site.ts';
import { check, EXERCISE, openExercise, replaceFile } from './page.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 5;
const LESSON = '/lessons/01-login/01-twelve-lines-six-holes/';
/** A fix in one file, so that the page and the command line grade the same without a word of typing. */
const FIX = join(ROOT, 'graders/login/proofs/right/scrypt-one-file-opaque-sessions');

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The starter's folder with the fix laid over it. */
async function makeFix(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'other90-bench-'));
  await cp(join(ROOT, 'exercises/login/starter'), folder, { recursive: true });
  for (const file of ['server.ts', 'schema.sql']) await cp(join(FIX, file), join(folder, file));
  return folder;
}

/** Milliseconds of `npx vitest run` of the suite, as somebody without the page would run it. */
async function vitestMs(folder: string): Promise<number> {
  const start = performance.now();
  await run('npx', ['vitest', 'run', '--project', 'graders', 'graders/login'], {
    cwd: ROOT,
    env: { ...process.env, OTHER90_DIR: folder },
    maxBuffer: 100_000_000,
  });
  return performance.now() - start;
}

/** Compressed bytes, with headers, of a first visit until nothing more is asked for; without what is fetched for offline use. */
async function bytesOf(browser: Browser, site: StaticServer, path: string): Promise<number> {
  const before = site.sentBytes;
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(site.origin + path, { waitUntil: 'networkidle' });
  await context.close();
  return site.sentBytes - before;
}

const folder = await makeFix();
const [browser, site, compressing] = await Promise.all([
  launchChromium(),
  serveSite(),
  serveSite({ compress: true }),
]);
const times = {
  untilEditor: [] as number[],
  first: [] as number[],
  later: [] as number[],
  vitest: [] as number[],
};
try {
  for (let round = 1; round <= ROUNDS; round++) {
    console.error(`round ${round} of ${ROUNDS}`);
    // In turns, so that both see the same noise of the machine.
    times.vitest.push(await vitestMs(folder));
    const { page, context, untilEditorMs } = await openExercise(browser, site.origin);
    times.untilEditor.push(untilEditorMs);
    for (const file of ['server.ts', 'schema.sql']) await replaceFile(page, file, join(FIX, file));
    times.first.push(await check(page));
    times.later.push(await check(page));
    await context.close();
  }
  const bytes = {
    lesson: await bytesOf(browser, compressing, LESSON),
    exercise: await bytesOf(browser, compressing, EXERCISE),
  };
  const medians = Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, Math.round(median(values))]),
  );
  const ratio = (a: number, b: number) => Number((a / b).toFixed(2));
  const ratios = {
    firstBesideVitest: ratio(median(times.first), median(times.vitest)),
    laterBesideVitest: ratio(median(times.later), median(times.vitest)),
  };
  console.table({
    'navigation to a usable editor': { ms: medians.untilEditor },
    '"Check my fix" to the last verdict, first': {
      ms: medians.first,
      'beside vitest': ratios.firstBesideVitest,
    },
    '"Check my fix" to the last verdict, later': {
      ms: medians.later,
      'beside vitest': ratios.laterBesideVitest,
    },
    'npx vitest run graders/login': { ms: medians.vitest, 'beside vitest': 1 },
    'lesson page, until idle': { 'compressed kB': Math.round(bytes.lesson / 1000) },
    'exercise page, until idle': { 'compressed kB': Math.round(bytes.exercise / 1000) },
  });
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  await writeFile(
    join(ROOT, '.cache/bench.json'),
    JSON.stringify({ rounds: ROUNDS, times, medians, ratios, bytes }, null, 2),
  );
} finally {
  await Promise.all([browser.close(), site.close(), compressing.close()]);
  await rm(folder, { recursive: true, force: true });
}
