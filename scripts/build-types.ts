/**
 * Collects the type declarations that an exercise's code can meet (every package of the course, what they depend on,
 * Node's own) into `public/runtime/types-<hash>.json`, path → text, for the editor's TypeScript. `types.json` beside
 * them names the files.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { PACKAGES } from '../src/runtimes/packages.ts';

const root = resolve(import.meta.dirname, '..');
const OUT = join(root, 'public', 'runtime');

/** Entry points besides a package's main one that people import. */
const SUBPATHS = ['zod/v4', 'zod/mini'];

/** Packages whose declarations are larger than all the others together: apart, fetched when the code names them. */
const LARGE = ['stripe'];

/** The declarations that resolve from `imports`, by path relative to the project: `node_modules/…`. */
export async function collectTypes(imports: readonly string[]): Promise<Map<string, string>> {
  const importing = (names: readonly string[]) =>
    names.map((name, index) => `import * as m${index} from '${name}';`).join('\n');
  // A package may answer an import and a require with different files: both are needed, but for the large ones, whose
  // second set would be as large again.
  const entries = new Map([
    [join(root, 'types-entry.mts'), importing(imports)],
    [join(root, 'types-entry.cts'), importing(imports.filter((name) => !LARGE.includes(name)))],
  ]);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile: readText } = host;
  host.fileExists = (path) => entries.has(path) || fileExists(path);
  host.readFile = (path) => entries.get(path) ?? readText(path);
  host.getSourceFile = (path, versionOrOptions, ...rest) => {
    const entry = entries.get(path);
    return entry === undefined
      ? getSourceFile(path, versionOrOptions, ...rest)
      : ts.createSourceFile(path, entry, versionOrOptions);
  };
  const program = ts.createProgram([...entries.keys()], options, host);

  const missing = [...entries.keys()]
    .flatMap((entry) => program.getSemanticDiagnostics(program.getSourceFile(entry)))
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
  if (missing.length > 0)
    throw new Error(
      `Types are missing: ${missing.join('; ')} Install them (npm i -D @types/…) and run this again.`,
    );

  const files = new Map<string, string>();
  const packages = new Set<string>();
  for (const source of program.getSourceFiles()) {
    const path = relative(root, source.fileName).split(sep).join('/');
    if (!path.startsWith('node_modules/') || program.isSourceFileDefaultLibrary(source)) continue;
    files.set(path, source.text);
    packages.add(packageFolder(path));
  }
  // A package whose own folder has no declarations is still looked at before its @types.
  for (const name of imports)
    packages.add(
      `node_modules/${name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/')}`,
    );
  for (const folder of packages) {
    const manifest = await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest !== undefined) files.set(`${folder}/package.json`, slimManifest(manifest));
  }
  // Nested manifests switch a folder to ESM or CommonJS.
  for (const path of [...files.keys()]) await addNestedManifests(path, files);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `node_modules/@types/pg/lib/x.d.ts` → `node_modules/@types/pg`; nested node_modules count. */
function packageFolder(path: string): string {
  const parts = path.split('/');
  const at = parts.lastIndexOf('node_modules');
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join('/');
}

async function addNestedManifests(path: string, files: Map<string, string>): Promise<void> {
  const top = packageFolder(path);
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) {
    const name = `${folder}/package.json`;
    if (files.has(name)) continue;
    const manifest = await readFile(join(root, name), 'utf8').catch(() => undefined);
    if (manifest !== undefined) files.set(name, slimManifest(manifest));
  }
}

/** Only what resolution reads. */
function slimManifest(text: string): string {
  const manifest = JSON.parse(text) as Record<string, unknown>;
  const kept = ['name', 'version', 'type', 'main', 'types', 'typings', 'typesVersions', 'exports', 'imports'];
  return JSON.stringify(
    Object.fromEntries(kept.flatMap((key) => (key in manifest ? [[key, manifest[key]]] : []))),
  );
}

/** What the editor's worker reads first. */
export interface TypesManifest {
  /** What the files were made from. */
  key: string;
  /** Loaded always. */
  file: string;
  /** Loaded once the code names the package. */
  large: Record<string, string>;
}

/** Changes with the installed packages and with this program. */
async function currentKey(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  hash.update(await readFile(join(root, 'package-lock.json')));
  return hash.update(PACKAGES.join()).digest('hex').slice(0, 16);
}

/** Whether the last run's files are still right and there. */
async function isCurrent(key: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(OUT, 'types.json'), 'utf8')) as TypesManifest;
    const names = await readdir(OUT);
    return (
      manifest.key === key &&
      [manifest.file, ...Object.values(manifest.large)].every((name) => names.includes(name))
    );
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  // Fails here, with npm's name for it, when the project is not installed.
  createRequire(import.meta.url).resolve('@types/node/package.json');
  const key = await currentKey();
  if (await isCurrent(key)) return;
  const files = await collectTypes([...PACKAGES, ...SUBPATHS]);
  await mkdir(OUT, { recursive: true });

  const written: string[] = [];
  const write = async (label: string, part: Map<string, string>): Promise<string> => {
    const json = JSON.stringify(Object.fromEntries(part));
    const name = `types-${label}${createHash('sha256').update(json).digest('hex').slice(0, 12)}.json`;
    await writeFile(join(OUT, name), json);
    written.push(name);
    const kilobytes = (bytes: number) => Math.round(bytes / 1000);
    console.error(
      `${name}: ${part.size} files, ${kilobytes(json.length)} kB (${kilobytes(gzipSync(json).length)} kB gzip)`,
    );
    return name;
  };

  const manifest: TypesManifest = { key, file: '', large: {} };
  for (const name of LARGE) {
    const part = new Map([...files].filter(([path]) => path.startsWith(`node_modules/${name}/`)));
    for (const path of part.keys()) files.delete(path);
    manifest.large[name] = await write(`${name}-`, part);
  }
  manifest.file = await write('', files);
  await writeFile(join(OUT, 'types.json'), JSON.stringify(manifest));
  for (const old of await readdir(OUT))
    if (/^types-.*\.json$/.test(old) && !written.includes(old)) await rm(join(OUT, old));
}

if (import.meta.main) await main();
