/** The learner's CommonJS and JSON files: `require` as Node has it. */

import { builtin } from '../shims/table.ts';
import { natives } from '../worker/natives.ts';
import { compileError, firstLineShifts, shownPath } from './faults.ts';
import { type CommonJsFactory, HOOK, hook } from './hook.ts';
import { packageExports } from './packages.ts';
import { resolveRequire } from './resolve.ts';
import type { FileSystem, Source, Sources } from './source.ts';

export interface Require {
  (id: string): unknown;
  resolve(id: string): string;
  cache: Record<string, CommonJsModule>;
  main: CommonJsModule | undefined;
  extensions: object;
}

export interface CommonJsModule {
  id: string;
  filename: string;
  path: string;
  loaded: boolean;
  exports: unknown;
  children: CommonJsModule[];
  paths: string[];
  parent: CommonJsModule | undefined;
  require: Require;
}

const PREFIX = `${HOOK}.commonJs(function (exports, require, module, __filename, __dirname) { `;

export class CommonJs {
  private readonly sources: Sources;
  private readonly files: FileSystem;
  private readonly cache: Record<string, CommonJsModule> = natives.Object.create(null);
  private main: CommonJsModule | undefined;
  /** Gives the exports of an ES module, at once. */
  private readonly requireModule: (path: string) => unknown;

  constructor(sources: Sources, files: FileSystem, requireModule: (path: string) => unknown) {
    this.sources = sources;
    this.files = files;
    this.requireModule = requireModule;
  }

  /** Runs the file unless it has run. */
  load(path: string, parent?: CommonJsModule, isMain = false): unknown {
    const before = this.cache[path];
    if (before) return before.exports;
    const source = this.sources.get(path);
    if (source.format === 'module') return this.requireModule(path);
    const module: CommonJsModule = {
      id: isMain ? '.' : path,
      filename: path,
      path: path.slice(0, path.lastIndexOf('/')),
      loaded: false,
      exports: {},
      children: [],
      paths: [],
      parent,
      require: undefined as unknown as Require,
    };
    module.require = this.requireFrom(path, module);
    if (isMain) this.main = module;
    this.cache[path] = module;
    parent?.children.push(module);
    try {
      if (source.format === 'json') module.exports = parseJson(source);
      else this.run(source, module);
    } catch (error) {
      delete this.cache[path];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  requireFrom(path: string, module?: CommonJsModule): Require {
    const resolve = (id: string): string => {
      const resolved = resolveRequire(requireString(id), path, this.files);
      return resolved.kind === 'file' ? resolved.path : resolved.specifier;
    };
    const require = (id: string): unknown => {
      const resolved = resolveRequire(requireString(id), path, this.files);
      if (resolved.kind === 'file') return this.load(resolved.path, module);
      return resolved.kind === 'builtin'
        ? builtin(resolved.specifier)
        : packageExports(resolved.specifier, 'require');
    };
    const main = () => this.main;
    return Object.defineProperty(
      Object.assign(require, { resolve, cache: this.cache, extensions: { '.js': true, '.json': true } }),
      'main',
      { get: main, enumerable: true },
    ) as unknown as Require;
  }

  private run(source: Source, module: CommonJsModule): void {
    let factory: CommonJsFactory | undefined;
    hook.commonJs = (made) => {
      factory = made;
    };
    firstLineShifts.set(source.path, PREFIX.length);
    const code = source.code.replace(/^#!/, '//');
    const url = natives.createObjectURL(
      new natives.Blob([`${PREFIX}${code}\n});\n//# sourceURL=${source.path}`], { type: 'text/javascript' }),
    );
    try {
      natives.importScripts(url);
    } finally {
      natives.revokeObjectURL(url);
    }
    factory?.call(module.exports, module.exports, module.require, module, module.filename, module.path);
  }
}

function requireString(id: unknown): string {
  if (typeof id === 'string' && id !== '') return id;
  throw Object.assign(new TypeError(`The "id" argument must be of type string. Received ${String(id)}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

export function parseJson(source: Source): unknown {
  try {
    return natives.JSON.parse(source.text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw compileError(`SyntaxError: ${(error as Error).message}`, { file: shownPath(source.path), line: 1 });
  }
}
