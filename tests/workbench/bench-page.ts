/** Builds the workbench's test page once and opens it in Chromium. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { loadFiles, loadFixExercise, loadProof } from '../../src/course/load.ts';
import { proofWords } from '../../src/course/proof.ts';
import { serveFolder } from '../../src/runtimes/browser/headless/static-server.ts';
import { workbench } from '../../src/workbench/vite.ts';
import type { WorkbenchProps } from '../../src/workbench/Workbench.tsx';
import { launchChromium } from '../support/chromium.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface BenchPage {
  browser: Browser;
  origin: string;
  props: WorkbenchProps;
  /** Opens the page; `props`: what differs from the login exercise. Uncaught errors end up in `errors`. */
  open(options?: OpenOptions): Promise<{ page: Page; context: BrowserContext; errors: string[] }>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Another tab of this browser profile; a new profile when absent. */
  context?: BrowserContext;
  profile?: BrowserContextOptions;
  props?: Partial<WorkbenchProps>;
  /** Runs in the page before its own scripts. */
  before?: () => void;
}

/** The page is served from a folder of its own; call `close` at the end. */
export async function buildBenchPage(): Promise<BenchPage> {
  const folder = await mkdtemp(join(tmpdir(), 'workbench-'));
  await build({
    configFile: false,
    root: join(ROOT, 'tests/workbench/page'),
    publicDir: join(ROOT, 'public'),
    logLevel: 'error',
    plugins: [workbench(), withoutRuntimes()],
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false, chunkSizeWarningLimit: 100_000 },
  });
  const exercise = await loadFixExercise(ROOT, 'login');
  const wrong = await loadProof(ROOT, 'login', 'wrong', exercise.outcome ?? '');
  const props: WorkbenchProps = {
    exercise,
    starter: await loadFiles(ROOT, 'login', 'starter'),
    requests: await readFile(join(ROOT, 'exercises/login/requests.http'), 'utf8'),
    briefHtml: '<p>The brief.</p>',
    hintsHtml: exercise.hints.map((_, index) => `<p>The hint number ${index + 1}.</p>`),
    urls: { solution: '/solution.json', outcome: '/outcome.json', ways: '/ways.json' },
    outcome: proofWords(wrong),
  };
  const server = await serveFolder(folder);
  const browser = await launchChromium();
  return {
    browser,
    origin: server.origin,
    props,
    async open({ context, profile, props: changes, before } = {}) {
      const own =
        context ?? (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...profile }));
      const page = await own.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.addInitScript(
        (given) => {
          (window as unknown as { props: unknown }).props = given;
        },
        { ...props, ...changes } as unknown,
      );
      if (before) await page.addInitScript(before);
      await page.goto(server.origin);
      await page.locator('.wb[aria-busy="false"]').waitFor();
      return { page, context: own, errors };
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The page brings its own runtime; the real ones would be built for nothing. */
function withoutRuntimes() {
  return {
    name: 'without-runtimes',
    enforce: 'pre' as const,
    resolveId: (source: string) =>
      /(^\.|\/workbench)\/runtimes\.ts$|\/webcontainer\/terminal\.ts$/.test(source)
        ? '\0no-runtimes'
        : undefined,
    load: (id: string) =>
      id === '\0no-runtimes' ? 'export function runtimeChoice() { throw new Error(); }' : undefined,
  };
}
