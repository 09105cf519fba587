/**
 * Makes what the browser's PostgreSQL boots from, once for each version of PGlite: a data directory that initdb left
 * behind (at boot it would take two seconds), PGlite's own files without what only initdb reads, and the WASM module.
 * All are compressed here, because static hosts do not compress files of unknown types.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { EXTENSIONS, type ExtensionName } from '../../postgres/extensions.ts';
import { type Folder, pack } from './pack.ts';

/** The part of Emscripten's file system that is used here. */
interface EmscriptenFiles {
  readdir(path: string): string[];
  stat(path: string): { mode: number };
  isDir(mode: number): boolean;
  readFile(path: string): Uint8Array;
}

export interface DatabaseAssets {
  /** The data directory, packed (`pack.ts`) and compressed. */
  cluster: string;
  /** `pglite.data`, compressed. */
  files: string;
  /** `pglite.wasm`, compressed. */
  wasm: string;
  /** The extensions' bundles as PGlite ships them, under a name that no host takes for a compressed answer. */
  extensions: Record<ExtensionName, string>;
}

/** Changes whenever the files made here would. */
const FORMAT = 1;

const zip = (bytes: Uint8Array) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION });
const distribution = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));

/** Paths of the files, made below `cache` unless they are there for this version of PGlite. */
export async function buildDatabaseAssets(cache: string): Promise<DatabaseAssets> {
  const manifest = JSON.parse(await readFile(join(distribution, '../package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cache, `pglite-${manifest.version}-${FORMAT}`);
  await mkdir(folder, { recursive: true });
  const made = async (name: string, make: () => Promise<Uint8Array>): Promise<string> => {
    const path = join(folder, `${name}.bin`);
    if (!existsSync(path)) {
      // Several builds, in this process too, may make it at once.
      const unfinished = `${path}.${crypto.randomUUID()}`;
      await writeFile(unfinished, await make());
      await rename(unfinished, path);
    }
    return path;
  };
  const extensions: Partial<DatabaseAssets['extensions']> = {};
  for (const name of EXTENSIONS) {
    extensions[name] = await made(`extension-${name}`, () => readFile(join(distribution, `${name}.tar.gz`)));
  }
  return {
    cluster: await made('cluster', async () => zip(pack(await makeCluster()))),
    files: await made('files', async () => zip(await leanFiles())),
    wasm: await made('wasm', async () => zip(await readFile(join(distribution, 'pglite.wasm')))),
    extensions: extensions as DatabaseAssets['extensions'],
  };
}

/** A fresh PostgreSQL data directory. */
async function makeCluster(): Promise<Folder> {
  // Small segments of the write-ahead log: the default of 16 MB would be copied into memory at each boot.
  const database = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  await database.exec('checkpoint');
  const { rows } = await database.query<{ segment: string }>(
    'select redo_wal_file as segment from pg_control_checkpoint()',
  );
  const segment = rows[0]?.segment;
  const system = (database as unknown as { mod: { FS: EmscriptenFiles } }).mod.FS;
  const folder: Folder = { folders: [], files: new Map() };
  const visit = (path: string) => {
    for (const name of system.readdir(`${PGlite.paths.PGDATA}/${path}`)) {
      if (name === '.' || name === '..') continue;
      const below = path === '' ? name : `${path}/${name}`;
      const full = `${PGlite.paths.PGDATA}/${below}`;
      if (system.isDir(system.stat(full).mode)) {
        folder.folders.push(below);
        visit(below);
      } else if (isNeeded(below, segment)) {
        folder.files.set(below, system.readFile(full).slice());
      }
    }
  };
  visit('');
  await database.close();
  return folder;
}

/** Of the write-ahead log, PostgreSQL starts from the segment with the last checkpoint; the others are history. */
function isNeeded(path: string, segment: string | undefined): boolean {
  if (path === 'postmaster.pid') return false;
  return !/^pg_wal\/[0-9A-F]{24}$/.test(path) || path === `pg_wal/${segment}`;
}

/**
 * Read by initdb only, or by builds of extensions; and the converters to East Asian encodings, a megabyte that no
 * app of the course asks for (a database that speaks UTF-8 loads them when a client wants another encoding).
 */
const UNREAD =
  /\.(bki|sql|sample)$|\/pgxs\/|_and_(gb|euc|uhc|johab|big5|sjis)[^/]*\.so$|\/euc2004_sjis2004\.so$/;

/** `pglite.data` with the unread files blanked: PGlite knows the place of each file in it, so all stay. */
async function leanFiles(): Promise<Uint8Array> {
  const data = await readFile(join(distribution, 'pglite.data'));
  const script = await readFile(join(distribution, 'pglite.js'), 'utf8');
  const entries = [...script.matchAll(/filename:"([^"]+)",start:(\d+),end:(\d+)/g)];
  if (entries.length === 0)
    throw new Error('pglite.js no longer lists the files of pglite.data: see build.ts');
  for (const [, name = '', start, end] of entries) {
    if (UNREAD.test(name)) data.fill(0, Number(start), Number(end));
  }
  return data;
}
