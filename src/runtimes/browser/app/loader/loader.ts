/** Runs the learner's app: the entry file and whatever it asks for. */
import { moduleHost } from '../shims/module.ts';
import { BlobModules } from './blob-modules.ts';
import { CommonJs } from './common-js.ts';
import { compileError, shownPath } from './faults.ts';
import { Graph } from './graph.ts';
import { hook } from './hook.ts';
import { RecordModules } from './record-modules.ts';
import { type Resolved, resolveImport, resolveRequire } from './resolve.ts';
import { type FileSystem, type Source, Sources } from './source.ts';

export class Loader {
  private readonly sources: Sources;
  private readonly files: FileSystem;
  private readonly commonJs: CommonJs;
  private readonly graph: Graph;
  private readonly records: RecordModules;
  private readonly blobs: BlobModules;
  /** Real modules cannot import each other in a circle here, nor be required: then all are records. */
  private asRecords = false;
  private mainPath = '';
  private readonly metas = new Map<string, object>();

  /** `before`: files as an earlier app had them made ready. */
  constructor(files: FileSystem, usesContexts: boolean, before: readonly Source[]) {
    this.files = files;
    this.sources = new Sources(files, usesContexts, before);
    this.commonJs = new CommonJs(this.sources, files, (path) => {
      this.graph.add(path);
      this.graph.checkNames();
      return this.records.require(path);
    });
    this.graph = new Graph(this.sources, files);
    this.records = new RecordModules(this.graph, this.commonJs);
    this.blobs = new BlobModules(this.graph, this.commonJs);
    moduleHost.createRequire = (from) => this.commonJs.requireFrom(from);
    hook.meta = (path) => this.meta(path);
    hook.import = (path) => async (specifier) =>
      this.import(resolveImport(String(specifier), path, this.files));
  }

  /**
   * Runs `entry`; `codeFiles` is every file that could take part. Resolves when the entry has run to its end; rejects
   * with what it throws, or with a `LoadError`. Before anything of the app runs, `onReady` gets the files that were
   * made ready here.
   */
  async run(
    entry: string,
    codeFiles: readonly string[],
    onReady: (made: readonly Source[]) => void,
  ): Promise<void> {
    if (!this.files.isFile(entry)) {
      throw compileError(
        `there is no file ${shownPath(entry)}, which is what is run`,
        undefined,
        'MODULE_NOT_FOUND',
      );
    }
    this.mainPath = entry;
    const isCommonJs = this.sources.get(entry).format === 'commonjs';
    if (!isCommonJs) this.graph.add(entry);
    this.asRecords = this.needsRecords(codeFiles);
    onReady(this.sources.made);
    if (isCommonJs) this.commonJs.load(entry, undefined, true);
    else await this.import({ kind: 'file', path: entry });
  }

  private async import(resolved: Resolved): Promise<unknown> {
    if (resolved.kind === 'file') {
      this.graph.add(resolved.path);
      this.graph.checkNames();
    }
    if (this.asRecords) return this.records.import(resolved);
    return import(/* @vite-ignore */ this.blobs.wholeUrl(resolved));
  }

  /** Settled once, over all files, also those that are imported late or never; what is wrong in them shows when they are. */
  private needsRecords(codeFiles: readonly string[]): boolean {
    const all = new Graph(this.sources, this.files);
    let required = false;
    for (const path of codeFiles) {
      try {
        const { source } = all.add(path);
        for (const id of source.commonJs?.requires ?? []) {
          const resolved = resolveRequire(id, path, this.files);
          if (resolved.kind === 'file' && this.sources.get(resolved.path).format === 'module')
            required = true;
        }
      } catch {
        // Not now: the file may never be asked for.
      }
    }
    return required || all.cyclic;
  }

  private meta(path: string): object {
    let meta = this.metas.get(path);
    if (!meta) {
      meta = Object.assign(Object.create(null) as object, {
        dirname: path.slice(0, path.lastIndexOf('/')),
        filename: path,
        main: path === this.mainPath,
        resolve: (specifier: string) => urlOf(resolveImport(String(specifier), path, this.files)),
        url: `file://${encodeURI(path)}`,
      });
      this.metas.set(path, meta);
    }
    return meta;
  }
}

function urlOf(resolved: Resolved): string {
  if (resolved.kind === 'file') return `file://${encodeURI(resolved.path)}`;
  if (resolved.kind === 'builtin') return `node:${resolved.specifier.replace(/^node:/, '')}`;
  return `file:///app/node_modules/${resolved.specifier}`;
}
