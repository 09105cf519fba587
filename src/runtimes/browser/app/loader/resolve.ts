/** Node's rules for finding what an import or a require means. */

import type { SourcePlace } from '../../../faults.ts';
import { packageOf } from '../../../packages.ts';
import { builtin, isBuiltin } from '../shims/table.ts';
import { LoadError, shownPath } from './faults.ts';
import { availablePackages, packageEntry } from './packages.ts';
import type { FileSystem } from './source.ts';

export type Resolved =
  | { kind: 'file'; path: string }
  | { kind: 'package'; specifier: string }
  | { kind: 'builtin'; specifier: string };

const EXTENSIONS = ['.js', '.json', '.node'];
/** What people mean when they leave the extension out or write the one of the compiled file. */
const GUESSES = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.json', '/index.ts', '/index.js'];

/** For `import`: no guessing. @throws LoadError */
export function resolveImport(
  specifier: string,
  from: string,
  files: FileSystem,
  place?: SourcePlace,
): Resolved {
  const bare = resolveBare(specifier);
  if (bare) return bare;
  const path = pathOf(specifier, from);
  if (path === undefined) throw missing(specifier, place);
  if (files.isFile(path)) return { kind: 'file', path };
  throw missingFile(specifier, path, from, files, place, 'ERR_MODULE_NOT_FOUND');
}

/** For `require`: extensions and folders are tried. @throws LoadError */
export function resolveRequire(
  specifier: string,
  from: string,
  files: FileSystem,
  place?: SourcePlace,
): Resolved {
  const bare = resolveBare(specifier);
  if (bare) return bare;
  const path = pathOf(specifier, from);
  if (path === undefined) throw missing(specifier, place);
  const found = resolveFile(path, files) ?? resolveFolder(path, files);
  if (found !== undefined) return { kind: 'file', path: found };
  throw missingFile(specifier, path, from, files, place, 'MODULE_NOT_FOUND');
}

function resolveFile(path: string, files: FileSystem): string | undefined {
  if (files.isFile(path)) return path;
  return EXTENSIONS.map((extension) => path + extension).find((candidate) => files.isFile(candidate));
}

function resolveFolder(path: string, files: FileSystem): string | undefined {
  const folder = path.replace(/\/$/, '');
  const description = files.read(`${folder}/package.json`);
  if (description !== undefined) {
    try {
      const { main } = JSON.parse(description) as { main?: unknown };
      if (typeof main === 'string') {
        const found = resolveFile(normalise(`${folder}/${main}`), files);
        if (found !== undefined) return found;
      }
    } catch {
      // As if there were no main.
    }
  }
  return EXTENSIONS.map((extension) => `${folder}/index${extension}`).find((candidate) =>
    files.isFile(candidate),
  );
}

function resolveBare(specifier: string): Resolved | undefined {
  if (isBuiltin(specifier)) {
    // Tells at once what cannot be had.
    builtin(specifier);
    return { kind: 'builtin', specifier };
  }
  if (packageEntry(specifier)) return { kind: 'package', specifier };
  return undefined;
}

/** The absolute path that a relative, absolute or file: specifier names; undefined for a bare one. */
function pathOf(specifier: string, from: string): string | undefined {
  const plain = specifier.replace(/[?#].*$/, '');
  if (/^\.\.?(\/|$)/.test(plain))
    return normalise(`${from.slice(0, from.lastIndexOf('/'))}/${decode(plain)}`);
  if (plain.startsWith('file://')) return normalise(decode(plain.slice(7)));
  if (plain.startsWith('/')) return normalise(decode(plain));
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

function missing(specifier: string, place: SourcePlace | undefined): LoadError {
  const name = packageOf(specifier);
  const known = availablePackages.includes(name);
  return new LoadError(
    { kind: 'missing-import', specifier, available: availablePackages, place },
    known
      ? `The package "${name}" is here, its part "${specifier}" is not.`
      : `Cannot find package '${name}'`,
    'ERR_MODULE_NOT_FOUND',
  );
}

function missingFile(
  specifier: string,
  path: string,
  from: string,
  files: FileSystem,
  place: SourcePlace | undefined,
  code: string,
): LoadError {
  const stem = path.replace(/\.[cm]?[jt]s$/, '');
  const meant = [...GUESSES.map((guess) => path + guess), ...GUESSES.map((guess) => stem + guess)].find(
    (candidate) => candidate !== path && files.isFile(candidate),
  );
  const hint =
    meant === undefined
      ? ''
      : ` Did you mean "${relative(from, meant)}"? Node wants the file's own extension.`;
  const message = `Cannot find the file "${shownPath(path)}", imported as "${specifier}" in ${shownPath(from)}.${hint}`;
  return new LoadError({ kind: 'compile', message: message.replace(/\.$/, ''), place }, message, code);
}

function relative(from: string, to: string): string {
  const base = from.split('/').slice(0, -1);
  const parts = to.split('/');
  let same = 0;
  while (same < base.length && base[same] === parts[same]) same += 1;
  const up = base.length - same;
  return `${up === 0 ? './' : '../'.repeat(up)}${parts.slice(same).join('/')}`;
}
