/** One grader, every runtime: in the container, `login` gets the verdicts that it gets in Node, check by check. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFiles, loadFixExercise, loadProof } from '../../src/course/load.ts';
import { proofFiles } from '../../src/course/proof.ts';
import type { Report } from '../../src/grading/report.ts';
import { type StaticServer, serveFolder } from '../../src/runtimes/browser/headless/static-server.ts';
import { browserRuntime } from '../../src/runtimes/browser/vite.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import type { Files } from '../../src/runtimes/runtime.ts';
import { ISOLATION } from '../../src/runtimes/webcontainer/isolation.ts';
import { webContainer } from '../../src/runtimes/webcontainer/vite.ts';
import { launchChromium, openLocalPage } from '../support/chromium.ts';
import { Double } from './double/double.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const exercise = await loadFixExercise(ROOT, 'login');
const starter = await loadFiles(ROOT, 'login', 'starter');
const solution = await loadFiles(ROOT, 'login', 'solution');

let folder: string;
let browser: Browser;
let server: StaticServer;
let double: Double;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webcontainer-'));
  await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    plugins: [browserRuntime(), webContainer()],
    build: {
      outDir: folder,
      target: 'es2024',
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(ROOT, 'tests/webcontainer/page/index.html') },
    },
  });
  [browser, server, double] = await Promise.all([
    launchChromium(),
    serveFolder(folder, { headers: ISOLATION }),
    Double.start(),
  ]);
  page = (await openLocalPage(browser)).page;
  await page.addInitScript((host) => {
    Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: host });
  }, double.origin);
  await page.goto(`${server.origin}/tests/webcontainer/page/`);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.close(), double?.close()]);
  await rm(folder, { recursive: true, force: true });
});

const grade = (files: Files, seed: number, only?: readonly string[]): Promise<Report> =>
  page.evaluate(([what, code, number, checks]) => window.grade(what, code, number, checks), [
    exercise,
    files,
    seed,
    only,
  ] as const);

const failedIn = (report: Report) =>
  report.checks.filter(({ status }) => status !== 'pass').map(({ id }) => id);

test('the starter fails in the same checks as in Node', { timeout: 600_000 }, async () => {
  const seed = 20_26;
  const node = createNodeRuntime();
  try {
    const [expected, report] = [
      await node.grade({ exercise: 'login', files: starter, seed }),
      await grade(starter, seed),
    ];
    expect(report).toMatchObject({ runtime: 'webcontainer', database: 'pglite', seed, verdict: 'fail' });
    expect(report.error).toBeUndefined();
    expect(report.checks.map(({ id, status }) => [id, status])).toEqual(
      expected.checks.map(({ id, status }) => [id, status]),
    );
  } finally {
    await node.close();
  }
});

// The solution hashes with argon2, the first proof with bcrypt: neither has its compiled part in a container.
test.each([
  ['the solution', async () => ({ files: solution, fails: [] as readonly string[] })],
  ['a right fix on bcrypt', () => proof('right', 'bcrypt-and-express-rate-limit')],
  ['what a junior ships', () => proof('wrong', 'what-a-junior-ships')],
])('%s', { timeout: 600_000 }, async (_name, load) => {
  const { files, fails } = await load();
  const report = await grade(files, Math.floor(Math.random() * 2 ** 32));
  expect(report.error).toBeUndefined();
  expect(report.checks).toHaveLength(exercise.checks.length);
  expect(failedIn(report).sort(), `seed ${report.seed}`).toEqual([...fails].sort());
});

// What differs from the others is how they start.
test.each(['commonjs', 'pgcrypto'])('the right fix "%s" starts', { timeout: 600_000 }, async (name) => {
  const { files } = await proof('right', name);
  const report = await grade(files, 7, ['register-works', 'login-works']);
  expect(report.checks.map(({ id, status }) => [id, status])).toEqual([
    ['register-works', 'pass'],
    ['login-works', 'pass'],
  ]);
});

async function proof(
  kind: 'right' | 'wrong',
  name: string,
): Promise<{ files: Files; fails: readonly string[] }> {
  const found = await loadProof(ROOT, 'login', kind, name);
  return { files: proofFiles(found, { starter, solution }), fails: found.fails };
}
