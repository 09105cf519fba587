/** Bundles the course's packages, one script each, and records what real Node shows of them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { PACKAGES } from '../../packages.ts';
import { THREAD_POOL } from '../app/hashing/thread-pool.ts';
import { LIBRARIES, libraryScript } from '../app/libraries/libraries.ts';
import type { PackageEntry } from '../app/manifest.ts';

/** Parts of packages that people import by their own path. */
export const SUBPATHS = ['zod/v3', 'zod/v4', 'zod/mini', 'zod/v4-mini'];

/** Packages with a compiled part: what stands in for it. */
export const NATIVE_PARTS: Record<string, string> = {
  argon2: fileURLToPath(new URL('../app/natives/argon2.ts', import.meta.url)),
  bcrypt: fileURLToPath(new URL('../app/natives/bcrypt.ts', import.meta.url)),
};

/** Files that a package reads from its own folder at run time. */
export const ASSETS: Record<string, readonly string[]> = { 'connect-pg-simple': ['table.sql'] };

const require = createRequire(import.meta.url);

export interface PackageBuild {
  entries: Record<string, PackageEntry>;
  /** Script name → text. */
  scripts: Record<string, string>;
}

export async function bundlePackages(): Promise<PackageBuild> {
  const specifiers = [...PACKAGES, ...SUBPATHS];
  const main = new Map(specifiers.map((name) => [require.resolve(name), name]));
  const shown = await shownByNode(specifiers);
  const entries: Record<string, PackageEntry> = {};
  const scripts: Record<string, string> = {};
  const needs: Record<string, string[]> = {};

  await Promise.all(
    specifiers.map(async (specifier) => {
      const required = require.resolve(specifier);
      const { imported, names, isCommonJs } = shown[specifier] ?? {
        imported: '',
        names: [],
        isCommonJs: false,
      };
      const dual = imported !== required;
      const asModule = dual ? `${specifier} (esm)` : specifier;
      await add(specifier, required);
      if (dual) await add(asModule, imported);
      entries[specifier] = {
        require: specifier,
        import: asModule,
        scripts: [],
        names: names.filter((name) => name !== 'default'),
        default: !names.includes('default') ? 'none' : isCommonJs ? 'module.exports' : 'own',
      };
    }),
  );
  await Promise.all(
    LIBRARIES.map(async (name) => {
      const file = fileURLToPath(new URL(`../app/libraries/${name}.cjs`, import.meta.url));
      await add(libraryScript(name), file);
    }),
  );
  for (const entry of Object.values(entries)) {
    entry.scripts = closure([entry.require, entry.import], needs);
  }
  return { entries: sorted(entries), scripts: sorted(scripts) };

  async function add(name: string, file: string): Promise<void> {
    const external = new Set<string>();
    const { outputFiles } = await build({
      bundle: true,
      write: false,
      minify: !process.env.PLAIN_BUILD,
      keepNames: true,
      target: 'es2024',
      legalComments: 'none',
      charset: 'utf8',
      format: 'cjs',
      platform: 'node',
      mainFields: ['main', 'module'],
      conditions: ['node'],
      // Its other edition leaves its helpers on the global scope.
      alias: { tslib: 'tslib/tslib.es6.js' },
      entryPoints: [file],
      supported: { 'dynamic-import': false },
      plugins: [nativePart(NATIVE_PARTS[name.replace(' (esm)', '')]), externals(main, file, external)],
    });
    needs[name] = [...external];
    const assets: Record<string, string> = {};
    for (const asset of ASSETS[name] ?? []) {
      assets[asset] = await readFile(path.join(path.dirname(file), asset), 'utf8');
    }
    const more = ASSETS[name] ? `,${JSON.stringify(assets)}` : '';
    scripts[name] =
      `__other90(${JSON.stringify(name)},function(require,module,exports,__filename,__dirname){${outputFiles[0]?.text ?? ''}\n}${more});\n` +
      `//# sourceURL=file:///app/node_modules/${name.replace(' (esm)', '')}/index.js`;
  }
}

/**
 * A package finds its compiled part through node-gyp-build. `threadPool`: the file that the stand-in gets for
 * `THREAD_POOL`; without one its `require` has to know it.
 */
export function nativePart(file: string | undefined, threadPool?: string): Plugin {
  return {
    name: 'native-part',
    setup(setup) {
      if (file === undefined) return;
      setup.onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: file, namespace: 'native-part' }));
      setup.onResolve({ filter: new RegExp(`^${THREAD_POOL}$`) }, () =>
        threadPool === undefined ? { path: THREAD_POOL, external: true } : { path: threadPool },
      );
      setup.onLoad({ filter: /.*/, namespace: 'native-part' }, () => ({
        contents: `const { binding } = require(${JSON.stringify(file)}); module.exports = () => binding;`,
        resolveDir: path.dirname(file),
      }));
    },
  };
}

/** Builtins and the other listed packages come from outside, so that there is one copy of each. */
export function externals(main: ReadonlyMap<string, string>, own: string, found: Set<string>): Plugin {
  return {
    name: 'externals',
    setup(setup) {
      setup.onResolve({ filter: /.*/ }, async ({ path: id, kind, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || id === 'assert/' || pluginData === 'resolved') return undefined;
        if (isBuiltin(id) && !id.endsWith('/')) return { path: id, external: true };
        const resolved = await setup.resolve(id, { kind, resolveDir, pluginData: 'resolved' });
        // Optional parts that are not installed: their absence is what the package expects.
        if (resolved.errors.length > 0) return { path: id, external: true };
        const listed = main.get(resolved.path);
        if (listed !== undefined && resolved.path !== own) {
          found.add(listed);
          return { path: listed, external: true };
        }
        return undefined;
      });
    },
  };
}

export interface Shown {
  /** File that `import` means. */
  imported: string;
  /** What `import * as x` shows. */
  names: string[];
  isCommonJs: boolean;
}

/** Asked of a Node of its own: whoever runs this build (a test runner, a bundler) may import in another way. */
export async function shownByNode(specifiers: readonly string[]): Promise<Record<string, Shown>> {
  const script = `
    const shown = {};
    for (const specifier of ${JSON.stringify(specifiers)}) {
      const namespace = await import(specifier);
      shown[specifier] = { imported: import.meta.resolve(specifier), names: Object.keys(namespace), isCommonJs: 'module.exports' in namespace };
    }
    process.stdout.write(JSON.stringify(shown));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    maxBuffer: 2 ** 24,
  });
  const shown = JSON.parse(stdout) as Record<string, Shown>;
  for (const found of Object.values(shown)) found.imported = fileURLToPath(found.imported);
  return shown;
}

function closure(names: readonly string[], needs: Readonly<Record<string, readonly string[]>>): string[] {
  const all = new Set<string>();
  const visit = (name: string) => {
    if (all.has(name)) return;
    all.add(name);
    for (const needed of needs[name] ?? []) visit(needed);
  };
  for (const name of names) visit(name);
  return [...all].sort();
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
