/** Which of the learner's modules import which, checked before anything runs. */

import { compileError, positionAt, shownPath } from './faults.ts';
import type { ImportedName, Request } from './module-facts.ts';
import { packageNamespace } from './packages.ts';
import { type Resolved, resolveImport } from './resolve.ts';
import type { FileSystem, Source, Sources } from './source.ts';

export interface GraphNode {
  source: Source;
  requests: Array<{ request: Request; resolved: Resolved }>;
}

export class Graph {
  readonly nodes = new Map<string, GraphNode>();
  private readonly sources: Sources;
  private readonly files: FileSystem;

  constructor(sources: Sources, files: FileSystem) {
    this.sources = sources;
    this.files = files;
  }

  /** Adds a module and everything it imports. @throws LoadError for a missing or broken file */
  add(path: string): GraphNode {
    const before = this.nodes.get(path);
    if (before) return before;
    const source = this.sources.get(path);
    const node: GraphNode = { source, requests: [] };
    this.nodes.set(path, node);
    try {
      for (const request of source.facts?.requests ?? []) {
        const place = { file: shownPath(path), ...positionAt(source.code, request.start) };
        const resolved = resolveImport(request.specifier, path, this.files, place);
        if (resolved.kind === 'file' && resolved.path.endsWith('.json') && request.type !== 'json') {
          throw compileError(
            `"${request.specifier}" needs an import attribute: import … from "${request.specifier}" with { type: "json" }`,
            place,
            'ERR_IMPORT_ATTRIBUTE_MISSING',
          );
        }
        node.requests.push({ request, resolved });
        if (resolved.kind === 'file') this.add(resolved.path);
      }
    } catch (error) {
      this.nodes.delete(path);
      throw error;
    }
    return node;
  }

  /** @throws LoadError for a name that the other module does not export */
  checkNames(): void {
    for (const { source, requests } of this.nodes.values()) {
      for (const { request, resolved } of requests) {
        for (const imported of request.names) {
          if (imported.name === '*' || this.exportsName(resolved, imported.name)) continue;
          throw noSuchExport(source, request, imported, resolved);
        }
      }
    }
  }

  private exportsName(resolved: Resolved, name: string): boolean {
    if (resolved.kind !== 'file') {
      return packageNamespace(resolved.specifier).names.includes(name);
    }
    return this.exportNames(resolved.path).has(name);
  }

  /** Everything that a file of the learner's exports by name. */
  exportNames(path: string, seen = new Set<string>()): Set<string> {
    const node = this.nodes.get(path);
    if (!node || seen.has(path)) return new Set();
    seen.add(path);
    if (node.source.format === 'json') return new Set(['default']);
    if (node.source.format === 'commonjs')
      return new Set(['default', 'module.exports', ...(node.source.commonJs?.exports ?? [])]);
    const names = new Set(node.source.facts?.exports);
    for (const { request, resolved } of node.requests) {
      if (!request.star) continue;
      const starred =
        resolved.kind === 'file'
          ? this.exportNames(resolved.path, seen)
          : packageNamespace(resolved.specifier).names;
      for (const name of starred) if (name !== 'default') names.add(name);
    }
    return names;
  }

  /** The names that the modules import from a builtin; undefined: all of them. */
  wantedNames(specifier: string): Set<string> | undefined {
    const wanted = new Set<string>();
    for (const { requests } of this.nodes.values()) {
      for (const { request, resolved } of requests) {
        if (resolved.kind !== 'builtin' || resolved.specifier !== specifier) continue;
        if (request.star || request.names.some(({ name }) => name === '*')) return undefined;
        for (const { name } of request.names) wanted.add(name);
      }
    }
    return wanted;
  }

  /** Whether some of the modules import each other in a circle. */
  get cyclic(): boolean {
    const state = new Map<string, 'open' | 'done'>();
    const visit = (path: string): boolean => {
      const known = state.get(path);
      if (known) return known === 'open';
      state.set(path, 'open');
      for (const { resolved } of this.nodes.get(path)?.requests ?? []) {
        if (resolved.kind === 'file' && visit(resolved.path)) return true;
      }
      state.set(path, 'done');
      return false;
    };
    return [...this.nodes.keys()].some(visit);
  }
}

function noSuchExport(source: Source, request: Request, imported: ImportedName, resolved: Resolved): Error {
  const isType = /^[A-Z]/.test(imported.name) && resolved.kind !== 'file';
  const hint = isType
    ? `; if it is a type, write: import type { ${imported.name} } from '${request.specifier}'`
    : '';
  return compileError(
    `SyntaxError: The requested module '${request.specifier}' does not provide an export named '${imported.name}'${hint}`,
    { file: shownPath(source.path), ...positionAt(source.code, imported.start) },
  );
}
