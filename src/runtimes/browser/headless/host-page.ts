/** Builds the bare page of the headless runtime, once for each state of what goes into it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserRuntimeBuild } from '../vite.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const PAGE = 'src/runtimes/browser/headless/page/index.html';

/** All that the page can contain; a little more costs only a build too many. */
const INPUTS = ['package-lock.json', 'graders/*/*.ts', 'src/{course,grading,runtimes}/**/*.{ts,html}'];

export interface HostPage {
  /** Folder to serve. */
  folder: string;
  /** Path of the page on that server. */
  path: string;
}

/** The built page, below `.cache/`. Takes seconds when something changed, else none. */
export async function buildHostPage(options: BrowserRuntimeBuild = {}): Promise<HostPage> {
  const folder = `${ROOT}.cache/host-page/${await hashOfInputs(options.suites)}`;
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await buildInto(unfinished, options);
    await publish(unfinished, folder);
    await removeOld(dirname(folder));
  }
  return { folder, path: `/${PAGE}` };
}

async function buildInto(folder: string, options: BrowserRuntimeBuild): Promise<void> {
  // Loaded only now: the tools take longer to load than a page that is built already.
  const [{ build }, { browserRuntime }] = await Promise.all([import('vite'), import('../vite.ts')]);
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [browserRuntime(options)],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2024',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: { input: `${ROOT}${PAGE}` },
    },
  });
  await cp(`${ROOT}public/runtime`, `${folder}/runtime`, { recursive: true });
}

/** Builds of yesterday and before; a younger one may still be served by another process. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(`${folder}/${name}`);
    if (Date.now() - mtimeMs > 86_400_000) await rm(`${folder}/${name}`, { recursive: true, force: true });
  }
}

/** Two processes may have built the same: the first one's stands. */
async function publish(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    await rm(from, { recursive: true, force: true });
  }
}

async function hashOfInputs(suites: readonly string[] = []): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(suites));
  const patterns = [...INPUTS, ...suites.map((pattern) => pattern.slice(1))];
  const paths: string[] = [];
  for await (const path of glob(patterns, { cwd: ROOT })) paths.push(path);
  for (const path of paths.sort()) {
    if (path.includes('.test.ts') && path.startsWith('src/')) continue;
    hash.update(`${path}\0`).update(await readFile(`${ROOT}${path}`));
  }
  return hash.digest('hex').slice(0, 16);
}
