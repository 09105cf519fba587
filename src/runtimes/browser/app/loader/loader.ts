/** Runs the learner's app: the entry file and whatever it asks for. */

import { moduleHost } from '../shims/module.ts';
import { BlobModules } from './blob-modules.ts';
import { CommonJs } from './common-js.ts';
import { compileError, shownPath } from './faults.ts';
import { Graph } from './graph.ts';
import { hook } from './hook.ts';
import { resolveImport } from './resolve.ts';
import { type FileSystem, Sources } from './source.ts';

export class Loader {
  private readonly sources: Sources;
  private readonly files: FileSystem;
  private readonly commonJs: CommonJs;
  private readonly graph: Graph;
  private readonly blobs: BlobModules;

  constructor(files: FileSystem) {
    this.files = files;
    this.sources = new Sources(files);
    this.commonJs = new CommonJs(this.sources, files, (path) => {
      throw compileError(
        `require() of the ES module ${shownPath(path)}: use import`,
        undefined,
        'ERR_REQUIRE_ESM',
      );
    });
    this.graph = new Graph(this.sources, files);
    this.blobs = new BlobModules(this.graph, this.commonJs);
    moduleHost.createRequire = (from) => this.commonJs.requireFrom(from);
    hook.meta = (path) => this.meta(path);
    hook.import = (path) => (specifier) => this.importFrom(path, specifier);
  }

  /** Resolves when the entry has run to its end. Rejects with what it throws, or with a `LoadError`. */
  async run(entry: string): Promise<void> {
    if (!this.files.isFile(entry)) {
      throw compileError(
        `there is no file ${shownPath(entry)}, which is what is run`,
        undefined,
        'MODULE_NOT_FOUND',
      );
    }
    this.mainPath = entry;
    if (this.sources.get(entry).format === 'commonjs') this.commonJs.load(entry, undefined, true);
    else await this.importFile(entry);
  }

  private mainPath = '';
  private readonly metas = new Map<string, object>();

  private async importFile(path: string): Promise<unknown> {
    this.graph.add(path);
    this.graph.checkNames();
    return import(/* @vite-ignore */ this.blobs.url({ kind: 'file', path }));
  }

  private async importFrom(path: string, specifier: unknown): Promise<unknown> {
    const resolved = resolveImport(String(specifier), path, this.files);
    if (resolved.kind === 'file') return this.importFile(resolved.path);
    return import(/* @vite-ignore */ this.blobs.url(resolved));
  }

  private meta(path: string): object {
    let meta = this.metas.get(path);
    if (!meta) {
      const url = `file://${encodeURI(path)}`;
      meta = Object.assign(Object.create(null) as object, {
        dirname: path.slice(0, path.lastIndexOf('/')),
        filename: path,
        main: path === this.mainPath,
        resolve: (specifier: string) => {
          const resolved = resolveImport(String(specifier), path, this.files);
          return resolved.kind === 'file'
            ? `file://${encodeURI(resolved.path)}`
            : resolved.kind === 'builtin'
              ? `node:${resolved.specifier.replace(/^node:/, '')}`
              : `file:///app/node_modules/${resolved.specifier}`;
        },
        url,
      });
      this.metas.set(path, meta);
    }
    return meta;
  }
}
