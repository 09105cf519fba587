/** Bundles what runs inside the container: the grader's host with all suites, the app's script, the terminal's tool. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';
import { suiteFunction } from '../../browser/suite-function.ts';
import { PACKAGES } from '../../packages.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const inside = (name: string) => fileURLToPath(new URL(`../inside/${name}.ts`, import.meta.url));
const node = (name: string) => join(root, 'src/runtimes/node', `${name}.ts`);

/** Files of the node runtime that need an operating system → what stands in for them. */
const INSTEAD = new Map([
  [node('cluster-cache'), inside('cluster')],
  [node('app-spawn'), inside('app-spawn')],
  [node('app-control'), inside('app-control')],
  [node('app-guard'), inside('app-guard')],
]);

export interface ContainerBundles {
  host: string;
  appHost: string;
  request: string;
}

/** Single files of JavaScript, with nothing to import but Node's own modules. */
export async function bundleForContainer(): Promise<ContainerBundles> {
  const [host, appHost, request] = await Promise.all([
    bundle(inside('host')),
    bundle(node('app-host'), [...PACKAGES]),
    bundle(inside('request')),
  ]);
  return { host, appHost, request };
}

async function bundle(entry: string, external: string[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minify: !process.env.PLAIN_BUILD,
    // Names of errors and classes are shown to learners.
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    external,
    // What CommonJS packages inside ask for.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [instead(), suites(), embeddedVitest(), withoutServers()],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

function instead(): Plugin {
  return {
    name: 'instead',
    setup(setup) {
      setup.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        const other = INSTEAD.get(join(resolveDir, path));
        return other === undefined ? undefined : { path: other };
      });
    },
  };
}

/** `virtual:other90/container-suites`, and each suite as a function: it declares its tests anew for each run. */
function suites(): Plugin {
  return {
    name: 'suites',
    setup(setup) {
      setup.onResolve({ filter: /^virtual:other90\/container-suites$/ }, ({ path }) => ({
        path,
        namespace: 'suites',
      }));
      setup.onLoad({ filter: /.*/, namespace: 'suites' }, async () => ({
        contents: await listOfSuites(),
        resolveDir: root,
      }));
      setup.onLoad({ filter: /\/graders\/[^/]+\/[^/]+\.test\.ts$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts', target: 'node22' });
        return { contents: await suiteFunction(code, path), loader: 'js' };
      });
    },
  };
}

async function listOfSuites(): Promise<string> {
  const lines: string[] = [];
  for (const folder of await readdir(join(root, 'graders'), { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === 'kit') continue;
    const names = await readdir(join(root, 'graders', folder.name));
    const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
    const loaders = tests.map((name) => `() => import('./graders/${folder.name}/${basename(name)}')`);
    if (loaders.length > 0) lines.push(`${JSON.stringify(folder.name)}: [${loaders.join(', ')}],`);
  }
  return `export const suites = {\n${lines.join('\n')}\n};`;
}

/** A grader's `vitest` is the embedded one. */
function embeddedVitest(): Plugin {
  return {
    name: 'embedded-vitest',
    setup(setup) {
      setup.onResolve({ filter: /^vitest$/ }, () => ({ path: join(root, 'src/grading/vitest.ts') }));
    },
  };
}

/** A container has PGlite only: the client for servers stays out. */
function withoutServers(): Plugin {
  return {
    name: 'without-servers',
    setup(setup) {
      setup.onResolve({ filter: /\/server-database\.ts$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}
