/**
 * What an app process runs: `app-host.ts` as one JavaScript file. Node would strip its types anew in every process,
 * which costs more than Express and pg together, and a grading starts dozens of them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../runtime.ts';

const source = fileURLToPath(new URL('app-host.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, '.cache');
const manifestPath = join(cache, 'app-host.json');
let path: string | undefined;

/** What a bundle was made of, so that it need not be made again to know that it would be the same. */
interface Manifest {
  file: string;
  /** Path from the project's root → hash of the content. */
  inputs: Record<string, string>;
}

/** Path of the script: the one in the cache, or bundled anew when one of its sources has changed. */
export function appHostScript(): string {
  path ??= cached() ?? bundle();
  return path;
}

function cached(): string | undefined {
  try {
    const { file, inputs } = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
    const isSame = Object.entries(inputs).every(
      ([input, hash]) => hashOf(readFileSync(join(root, input))) === hash,
    );
    const script = join(cache, file);
    // A file's name is the hash of its text: one that was cut off does not pass for it.
    return isSame && file === nameOf(readFileSync(script, 'utf8')) ? script : undefined;
  } catch {
    return undefined;
  }
}

function bundle(): string {
  // Only here: loading it takes longer than everything else, and it starts a process of its own.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { outputFiles, metafile } = buildSync({
    entryPoints: [source],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    metafile: true,
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  const file = nameOf(text);
  const inputs = Object.keys(metafile.inputs).map((input) => [
    input,
    hashOf(readFileSync(join(root, input))),
  ]);
  mkdirSync(cache, { recursive: true });
  writeWhole(join(cache, file), text);
  writeWhole(manifestPath, JSON.stringify({ file, inputs: Object.fromEntries(inputs) } satisfies Manifest));
  return join(cache, file);
}

/** Under its name only when it is whole: several processes may be at it at once. */
function writeWhole(target: string, text: string): void {
  const unfinished = `${target}.${randomUUID()}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, target);
}

const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const nameOf = (text: string) => `app-host-${hashOf(text).slice(0, 12)}.mjs`;

const strippedTexts = new Map<string, string | undefined>();
/** Texts kept; a grading of many folders must not keep them all. */
const KEPT_TEXTS = 200;

/**
 * The TypeScript files without their types, by path: stripped once for a grading instead of once a process. A file
 * that cannot be stripped is left out: Node tells in its own words what is wrong with it.
 */
export function stripTypes(files: Files): Record<string, string> {
  const stripped: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    if (!/\.m?ts$/.test(name)) continue;
    if (!strippedTexts.has(text)) {
      if (strippedTexts.size >= KEPT_TEXTS) strippedTexts.clear();
      strippedTexts.set(text, strip(text));
    }
    const result = strippedTexts.get(text);
    if (result !== undefined) stripped[name] = result;
  }
  return stripped;
}

function strip(text: string): string | undefined {
  try {
    return stripTypeScriptTypes(text);
  } catch {
    return undefined;
  }
}
