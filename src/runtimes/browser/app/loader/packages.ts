/** The course's packages and Node's builtins, for `require` and for `import`. */
import { PACKAGES } from '../../../packages.ts';
import { THREAD_POOL, threadPool } from '../hashing/thread-pool.ts';
import { libraries, libraryScript } from '../libraries/libraries.ts';
import type { AppManifest, PackageEntry } from '../manifest.ts';
import { addFiles } from '../shims/fs.ts';
import { builtin, builtinNames } from '../shims/table.ts';
import { coded } from '../worker/errors.ts';
import { natives } from '../worker/natives.ts';
import { packageAssets, packageFactories } from './hook.ts';

let manifest: AppManifest;
let urls: Record<string, string> = natives.Object.create(null);
const loaded = new natives.Map<string, { exports: unknown }>();

export function openPackages(list: AppManifest, known: Record<string, string>): void {
  manifest = list;
  urls = { ...known };
}

export function addScripts(known: Record<string, string>): void {
  urls = { ...urls, ...known };
}

/** Makes every package run anew when it is next asked for. */
export function forgetPackages(): void {
  loaded.clear();
}

export const hasScript = (name: string): boolean => natives.Object.hasOwn(urls, name);

export function listedPackages(): AppManifest['packages'] {
  return manifest.packages;
}

export const availablePackages: readonly string[] = PACKAGES;

export function packageEntry(specifier: string): PackageEntry | undefined {
  return natives.Object.hasOwn(manifest.packages, specifier) ? manifest.packages[specifier] : undefined;
}

/** Runs a package's script, without the module in it. */
function loadScript(name: string): void {
  if (packageFactories.has(name)) return;
  const url = urls[name];
  if (url === undefined)
    throw new Error(`The script of "${name}" is not here yet: import it with its name written out.`);
  natives.importScripts(url);
}

/** The exports of a package, run once. @throws what the package throws while it loads */
export function packageExports(specifier: string, way: 'require' | 'import'): unknown {
  const entry = packageEntry(specifier);
  if (!entry) throw notFound(specifier);
  return runScript(entry[way]);
}

function runScript(name: string): unknown {
  const before = loaded.get(name);
  if (before) return before.exports;
  loadScript(name);
  const module = { exports: {} as unknown, id: name, loaded: false, children: [], paths: [] };
  loaded.set(name, module);
  try {
    const factory = packageFactories.get(name);
    if (!factory) throw new Error(`The script of "${name}" came without its module: reload the page.`);
    const folder = `/app/node_modules/${name.replace(' (esm)', '')}`;
    const assets = packageAssets.get(name);
    if (assets) addFiles(folder, assets);
    factory(packageRequire, module, module.exports, `${folder}/index.js`, folder);
  } catch (error) {
    loaded.delete(name);
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

libraries.load = (name) => runScript(libraryScript(name));

/** `require` inside a package: builtins, listed packages, and what a compiled part's stand-in needs of us. */
export const packageRequire = natives.Object.defineProperty(
  (id: string): unknown =>
    id === THREAD_POOL ? { threadPool } : (builtin(id) ?? packageExports(id, 'require')),
  'resolve',
  { value: (id: string) => id },
);

/** What `import * as x from specifier` shows. */
export function packageNamespace(specifier: string): {
  names: readonly string[];
  read(name: string): unknown;
} {
  const own = builtin(specifier);
  if (own !== undefined) {
    const exports = own as Record<string, unknown>;
    const known = manifest.builtins[specifier.replace(/^node:/, '')] ?? [];
    const names = [...new Set([...builtinNames(own), ...known])];
    if (!names.includes('default')) names.push('default');
    return {
      names,
      read: (name) =>
        name === 'default' ? own : name in Object(own) ? exports[name] : missing(specifier, name),
    };
  }
  const entry = packageEntry(specifier);
  if (!entry) throw notFound(specifier);
  const exports = () => packageExports(specifier, 'import') as Record<string, unknown>;
  return {
    names: entry.default === 'none' ? entry.names : [...entry.names, 'default'],
    read(name) {
      const all = exports();
      if (name === 'module.exports') return all;
      if (name === 'default') return entry.default === 'module.exports' ? all : all.default;
      return all[name];
    },
  };
}

/** A part of Node that we lack: importing it does no harm, using it says so. */
function missing(specifier: string, name: string): unknown {
  return function unavailable(): never {
    throw coded(
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      `${name} of "${specifier}" is not available where this course runs the app.`,
    );
  };
}

export function notFound(specifier: string): Error {
  return coded(
    'MODULE_NOT_FOUND',
    `Cannot find package '${specifier}'. The packages you can import are: ${PACKAGES.join(', ')}.`,
  );
}
