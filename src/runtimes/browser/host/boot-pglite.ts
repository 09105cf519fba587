/** PostgreSQL in this worker, from the parts that the page fetched. */
import { MemoryFS, PGlite } from '@electric-sql/pglite';
import { PGLITE_START_PARAMETERS, type PgliteEngine } from '../../postgres/pglite-database.ts';
import { unpack } from '../assets/pack.ts';
import type { DatabaseParts } from './link.ts';

/** A fresh PostgreSQL. @throws Error when the parts do not fit. */
export async function bootPglite(parts: DatabaseParts): Promise<PgliteEngine> {
  const engine = await PGlite.create({
    fs: new ClusterFs(new Uint8Array(await parts.cluster.arrayBuffer())),
    fsBundle: parts.files,
    pgliteWasmModule: parts.wasm,
    // Never instantiated, since the data directory is there; without one PGlite would fetch its own.
    initdbWasmModule: parts.wasm,
    startParams: [...PGLITE_START_PARAMETERS],
  });
  // Its types leave out what is not meant for everyday use: the files and the synchronous protocol.
  return engine as unknown as PgliteEngine;
}

/** The part of Emscripten's file system that is used here. */
interface EmscriptenFiles {
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array): void;
}

/** A file system in memory that starts with a ready data directory; `loadDataDir` would want it as one tar first. */
class ClusterFs extends MemoryFS {
  private readonly packed: Uint8Array;

  constructor(packed: Uint8Array) {
    super();
    this.packed = packed;
  }

  override async initialSyncFs(): Promise<void> {
    const { FS } = (this.pg as unknown as { Module: { FS: EmscriptenFiles } }).Module;
    const { folders, files } = unpack(this.packed);
    FS.mkdirTree(PGlite.paths.PGDATA);
    for (const folder of folders) FS.mkdirTree(`${PGlite.paths.PGDATA}/${folder}`);
    for (const [path, bytes] of files) FS.writeFile(`${PGlite.paths.PGDATA}/${path}`, bytes);
  }
}
