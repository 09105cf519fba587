/** PGlite for Node, booted from a data directory that initdb left behind earlier: 0.4 instead of 2.5 seconds. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type { ExtensionName } from '../postgres/extensions.ts';
import { PGLITE_START_PARAMETERS, type PgliteEngine } from '../postgres/pglite-database.ts';

const distribution = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
const defaultCache = fileURLToPath(new URL('../../../.cache/', import.meta.url));

/** Boots a PGlite on a fresh cluster; `cache` is the folder that keeps the data directory. */
export async function bootPglite(cache = defaultCache): Promise<PgliteEngine> {
  const cluster = await cachedCluster(cache);
  return PGlite.create({
    loadDataDir: new Blob([cluster]),
    startParams: [...PGLITE_START_PARAMETERS],
  });
}

/** Makes what `bootPglite` keeps, if it is not there yet. */
export async function prepareCluster(): Promise<void> {
  await cachedCluster(defaultCache);
}

/** The bundle of an extension as PGlite ships it. */
export function extensionBundle(name: ExtensionName): Promise<Uint8Array> {
  return readFile(join(distribution, `${name}.tar.gz`));
}

async function cachedCluster(cache: string): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = JSON.parse(await readFile(join(distribution, '../package.json'), 'utf8')) as {
    version: string;
  };
  const path = join(cache, `pglite-${manifest.version}.tar`);
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const cluster = await makeCluster();
  // Under its name only when it is whole: several processes may be at it at once.
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await mkdir(cache, { recursive: true });
    await writeFile(unfinished, cluster);
    await rename(unfinished, path);
  } catch {
    // A read-only disk, or a full one: slower next time, and nothing else.
    await rm(unfinished, { force: true }).catch(() => {});
  }
  return cluster;
}

async function makeCluster(): Promise<Uint8Array<ArrayBuffer>> {
  const pglite = await PGlite.create();
  try {
    const dump = await pglite.dumpDataDir('none');
    return new Uint8Array(await dump.arrayBuffer());
  } finally {
    await pglite.close();
  }
}
