/** What the browser runtime needs of Vite, in the site's build, in `astro dev` and in the headless page's build. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { asInlineScript } from './app/frame-script.ts';
import type { AppManifest } from './app/manifest.ts';
import { buildDatabaseAssets, type DatabaseAssets } from './assets/build.ts';
import { buildAppRuntime } from './build/build.ts';
import { suiteFunction } from './suite-function.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = `${ROOT}.cache/browser-runtime`;

export interface BrowserRuntimeBuild {
  /** Glob patterns of the suites, from the project's root; the folder that a suite lies in names its exercise. */
  suites?: readonly string[];
}

/** Plugins for `vite.plugins`; they see to the workers' plugins and to the files of `public/runtime` themselves. */
export function browserRuntime({ suites = ['/graders/*/*.test.ts'] }: BrowserRuntimeBuild = {}): Plugin[] {
  const plugins = () => [
    databaseAssets(),
    pgliteWithoutFiles(),
    embeddedVitest(),
    suiteLoaders(suites),
    suiteAsFunction(),
  ];
  return [
    {
      name: 'other90:browser-runtime',
      async config() {
        // Into `public/`, of which Vite takes stock before any other hook.
        await buildAppRuntime();
        return {
          worker: { format: 'es', plugins },
          optimizeDeps: { exclude: ['@electric-sql/pglite'] },
        };
      },
    },
    frameScript(),
    ...plugins(),
  ];
}

/**
 * `virtual:other90/database-assets` and `virtual:other90/extension-assets`: made when first asked for, then kept for
 * this version of PGlite. Two modules, because the page needs the first and the workers the second, and whatever both
 * bundles name is published twice.
 */
function databaseAssets(): Plugin {
  const prefix = 'virtual:other90/';
  const from = (path: string) => JSON.stringify(`/${relative(ROOT, path)}?url`);
  const modules: Record<string, (assets: DatabaseAssets) => string[]> = {
    'database-assets': ({ extensions: _, ...parts }) =>
      Object.entries(parts).map(([name, path]) => `export { default as ${name} } from ${from(path)};`),
    'extension-assets': ({ extensions }) => [
      ...Object.values(extensions).map((path, index) => `import extension${index} from ${from(path)};`),
      'export const extensions = {',
      ...Object.keys(extensions).map((name, index) => `${JSON.stringify(name)}: extension${index},`),
      '};',
    ],
  };
  return {
    name: 'other90:database-assets',
    resolveId: (source) =>
      source.startsWith(prefix) && source.slice(prefix.length) in modules ? `\0${source}` : undefined,
    async load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const make = modules[id.slice(prefix.length + 1)];
      return make?.(await buildDatabaseAssets(CACHE)).join('\n');
    },
  };
}

/**
 * `virtual:other90/frame-script`: the hash of the sandbox's only script, as a Content-Security-Policy names it. The
 * sandbox's document stands in the page's own text and takes over the page's policy.
 */
function frameScript(): Plugin {
  const id = 'virtual:other90/frame-script';
  return {
    name: 'other90:frame-script',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(loaded) {
      if (loaded !== `\0${id}`) return undefined;
      const folder = `${ROOT}public/runtime/`;
      const { frame } = JSON.parse(await readFile(`${folder}app-manifest.json`, 'utf8')) as AppManifest;
      const script = asInlineScript(await readFile(folder + frame, 'utf8'));
      const hash = createHash('sha256').update(script).digest('base64');
      return `export const frameScript = ${JSON.stringify(`'sha256-${hash}'`)};`;
    },
  };
}

/** PGlite names its own copies of those files, and Vite would publish them: 16 MB that nobody loads. */
function pgliteWithoutFiles(): Plugin {
  return {
    name: 'other90:pglite-without-files',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/@electric-sql/pglite/dist/')) return undefined;
      const lean = code.replace(
        /new URL\("(?:\.\/)?(?:pglite|initdb)\.(?:wasm|data)",\s*import\.meta\.url\)/g,
        'new URL("about:blank")',
      );
      return lean === code ? undefined : { code: lean, map: null };
    },
  };
}

/** `virtual:other90/suites`: a loader for each suite, by its path. */
function suiteLoaders(patterns: readonly string[]): Plugin {
  const id = 'virtual:other90/suites';
  return {
    name: 'other90:suite-loaders',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (loaded) =>
      loaded === `\0${id}`
        ? `export const loaders = import.meta.glob(${JSON.stringify(patterns)}, { query: '?suite', import: 'declare' });`
        : undefined,
  };
}

/** A grader's `vitest` is the embedded one. */
function embeddedVitest(): Plugin {
  return {
    name: 'other90:embedded-vitest',
    enforce: 'pre',
    resolveId: (source) => (source === 'vitest' ? `${ROOT}src/grading/vitest.ts` : undefined),
  };
}

/** See `suite-function.ts`. */
function suiteAsFunction(): Plugin {
  return {
    name: 'other90:suite-as-function',
    enforce: 'post',
    async transform(code, id) {
      return id.endsWith('.ts?suite') ? { code: await suiteFunction(code, id), map: null } : undefined;
    },
  };
}
