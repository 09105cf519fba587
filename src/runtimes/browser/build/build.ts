/**
 * Makes what the browser runtime loads for the learner's app, into `public/runtime`: the worker's and the frame's
 * scripts, one script a package, and the manifest that lists them. A second call with the same inputs does nothing.
 *
 *     node src/runtimes/browser/build/build.ts
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppManifest } from '../app/manifest.ts';
import { bundleCore, bundleFrame, bundleHashing } from './core.ts';
import { bundlePackages } from './packages.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const output = path.join(root, 'public/runtime');
const manifestFile = path.join(output, 'app-manifest.json');
/** Everything that decides on the output; the lock file stands for the packages and for esbuild. */
const INPUTS = [
  'package-lock.json',
  'src/runtimes',
  'src/runtimes/browser/app',
  'src/runtimes/browser/build',
];

/** Builds unless the inputs are those of the last build. Returns the manifest. */
export async function buildAppRuntime(): Promise<AppManifest> {
  const inputs = await hashInputs();
  const before = await readManifest();
  if (before?.inputs === inputs) return before;

  const [core, frame, hashing, packages, builtins] = await Promise.all([
    bundleCore(),
    bundleFrame(),
    bundleHashing(),
    bundlePackages(),
    builtinExports(),
  ]);
  await mkdir(output, { recursive: true });
  const written = new Set<string>();
  const write = async (stem: string, text: string): Promise<string> => {
    const file = `app-${stem.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}-${hash(text)}.js`;
    written.add(file);
    await writeWhole(path.join(output, file), text);
    return file;
  };
  const manifest: AppManifest = {
    core: await write('core', core),
    frame: await write('frame', frame),
    hashing: await write('hashing', hashing),
    scripts: Object.fromEntries(
      await Promise.all(
        Object.entries(packages.scripts).map(
          async ([name, text]) => [name, await write(`package-${name}`, text)] as const,
        ),
      ),
    ),
    packages: packages.entries,
    builtins,
    inputs,
  };
  await writeWhole(manifestFile, JSON.stringify(manifest));
  await removeOld(written);
  return manifest;
}

/** Nobody may read half a file: several programs build and serve the same folder. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, text);
  await rename(part, file);
}

/** Files of earlier builds. A page that is open may still want those of the last hour. */
async function removeOld(current: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(output)) {
    if (!/^app-.*\.js$/.test(name) || current.has(name)) continue;
    const file = path.join(output, name);
    const found = await stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(file, { force: true });
  }
}

/** What `import` shows of Node's own modules. */
async function builtinExports(): Promise<Record<string, string[]>> {
  const names = builtinModules.filter(
    (name) => !name.startsWith('_') && !/^(sys|wasi|repl|inspector|trace_events)/.test(name),
  );
  const require = createRequire(import.meta.url);
  return Object.fromEntries(
    names.map((name) => [name.replace(/^node:/, ''), Object.keys(require(name) as object)]),
  );
}

async function hashInputs(): Promise<string> {
  const digest = createHash('sha256').update(`${process.version} ${process.env.PLAIN_BUILD}`);
  for (const input of INPUTS) {
    for (const file of await filesOf(path.join(root, input))) {
      digest.update(path.relative(root, file)).update(await readFile(file));
    }
  }
  return digest.digest('hex').slice(0, 16);
}

/** A file, or the code files in a folder; of `src/runtimes` itself only the files that the app side shares. */
async function filesOf(target: string): Promise<string[]> {
  if (path.extname(target) !== '') return [target];
  const recursive = target.includes('browser');
  const entries = await readdir(target, { withFileTypes: true, recursive });
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function readManifest(): Promise<AppManifest | undefined> {
  try {
    return JSON.parse(await readFile(manifestFile, 'utf8')) as AppManifest;
  } catch {
    return undefined;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

if (import.meta.main) {
  const { scripts } = await buildAppRuntime();
  process.stderr.write(
    `public/runtime: the app's worker and ${Object.keys(scripts).length} package scripts are up to date.\n`,
  );
}
