/** Instead of `node/cluster-cache.ts`: PGlite from the files that the page has put into the container. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootPglite as boot } from '../../browser/host/boot-pglite.ts';
import type { ExtensionName } from '../../postgres/extensions.ts';
import type { PgliteEngine } from '../../postgres/pglite-database.ts';
import { DATABASE_FOLDER } from '../places.ts';

const part = (name: string) => readFile(join(DATABASE_FOLDER, name));

let compiled: Promise<WebAssembly.Module> | undefined;

/** A fresh PostgreSQL. @throws Error when a file is missing or does not fit. */
export async function bootPglite(): Promise<PgliteEngine> {
  compiled ??= part('wasm').then((bytes) => WebAssembly.compile(bytes));
  const [wasm, cluster, files] = await Promise.all([compiled, part('cluster'), part('files')]);
  return boot({ wasm, cluster: new Blob([cluster]), files: new Blob([files]) });
}

/** The bundle of an extension as PGlite ships it; the page has put it here because the learner's files name it. */
export function extensionBundle(name: ExtensionName): Promise<Uint8Array> {
  return part(name);
}
