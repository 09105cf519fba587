/**
 * What an app process runs: `app-host.ts` as one JavaScript file. Node would strip its types anew in every process,
 * which costs more than Express and pg together, and a grading starts dozens of them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Files } from '../runtime.ts';

const source = fileURLToPath(new URL('app-host.ts', import.meta.url));
const cache = fileURLToPath(new URL('../../../.cache/', import.meta.url));
let path: string | undefined;

/** Path of the script, bundled when it is first asked for and kept under a name that its content gives. */
export function appHostScript(): string {
  path ??= bundle();
  return path;
}

function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const target = join(cache, `app-host-${hash}.mjs`);
  if (statSync(target, { throwIfNoEntry: false })?.isFile() && readFileSync(target, 'utf8') === text) {
    return target;
  }
  mkdirSync(cache, { recursive: true });
  // Under its name only when it is whole: several processes may be at it at once.
  const unfinished = `${target}.${randomUUID()}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, target);
  return target;
}

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
