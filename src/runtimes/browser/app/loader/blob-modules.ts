/**
 * The learner's ES modules as real ones: a blob URL each, specifiers replaced by the URLs of what they mean. Works
 * where no module imports itself in a circle, since a URL exists only once its text is settled; for circles see
 * `record-modules.ts`.
 */

import { natives } from '../worker/natives.ts';
import type { CommonJs } from './common-js.ts';
import { parseJson } from './common-js.ts';
import type { Graph } from './graph.ts';
import { HOOK, hook } from './hook.ts';
import { packageNamespace } from './packages.ts';
import { ownReplacements, type Replacement, replace } from './replace.ts';
import type { Resolved } from './resolve.ts';

type Namespace = Record<string, unknown>;
type Reader = (name: string) => unknown;

const readers = new natives.Map<string, Reader>();
hook.face = (key) =>
  new natives.Proxy<Namespace>({}, { get: (_target, name) => readers.get(key)?.(String(name)) });

export class BlobModules {
  private readonly graph: Graph;
  private readonly commonJs: CommonJs;
  private readonly urls = new Map<string, string>();

  constructor(graph: Graph, commonJs: CommonJs) {
    this.graph = graph;
    this.commonJs = commonJs;
  }

  /** The URL of a module of the graph. */
  url(resolved: Resolved): string {
    const key = resolved.kind === 'file' ? resolved.path : resolved.specifier;
    let url = this.urls.get(key);
    if (url === undefined) {
      if (resolved.kind === 'package') return packageUrl(resolved.specifier);
      if (resolved.kind === 'builtin') return this.builtinUrl(resolved.specifier);
      url = this.fileUrl(resolved.path);
      this.urls.set(key, url);
    }
    return url;
  }

  /** For `import()`: with all names. */
  wholeUrl(resolved: Resolved): string {
    if (resolved.kind !== 'builtin') return this.url(resolved);
    const { names, read } = packageNamespace(resolved.specifier);
    return this.faceOnce(resolved.specifier, names, read);
  }

  /** Only with the names that somebody imports: reading all would load what is left for later. */
  private builtinUrl(specifier: string): string {
    const { names, read } = packageNamespace(specifier);
    const wanted = this.graph.wantedNames(specifier);
    return this.faceOnce(specifier, wanted ? names.filter((name) => wanted.has(name)) : names, read);
  }

  private faceOnce(specifier: string, names: readonly string[], read: Reader): string {
    const key = `${specifier} ${names.join()}`;
    let url = this.urls.get(key);
    if (url === undefined) {
      url = faceUrl(specifier, names, read);
      this.urls.set(key, url);
    }
    return url;
  }

  private fileUrl(path: string): string {
    const node = this.graph.add(path);
    const { source } = node;
    if (source.format === 'json') return faceUrl(path, ['default'], () => parseJson(source));
    if (source.format === 'commonjs') {
      const names = [...this.graph.exportNames(path)];
      return faceUrl(path, names, (name) => {
        const exports = this.commonJs.load(path) as Namespace;
        return name === 'default' || name === 'module.exports' ? exports : exports?.[name];
      });
    }
    const replacements: Replacement[] = node.requests.map(({ request, resolved }) => ({
      start: request.start,
      end: request.end,
      text: `"${this.url(resolved)}"`,
    }));
    // JSON modules are faces here: no attribute is left.
    for (const { request } of node.requests) {
      const attributes =
        request.type === undefined ? null : /^\s*with\s*\{[^}]*\}/.exec(source.code.slice(request.end));
      if (attributes)
        replacements.push({ start: request.end, end: request.end + attributes[0].length, text: '' });
    }
    return blobUrl(
      `${replace(source.code, [...replacements, ...ownReplacements(source)])}\n//# sourceURL=file://${path}`,
    );
  }
}

/** Specifier → URL of the module that stands for the whole package. */
const packageUrls = new natives.Map<string, string>();

export function packageUrl(specifier: string): string {
  let url = packageUrls.get(specifier);
  if (url === undefined) {
    const { names, read } = packageNamespace(specifier);
    url = faceUrl(specifier, names, read);
    packageUrls.set(specifier, url);
  }
  return url;
}

/** To be called when the packages behind them are forgotten. */
export function forgetFaces(): void {
  packageUrls.clear();
}

/** A module that exports by name what a reader gives. */
function faceUrl(key: string, names: readonly string[], read: Reader): string {
  readers.set(key, read);
  const quoted = JSON.stringify(key);
  const lines = [`const face = ${HOOK}.face(${quoted});`];
  names.forEach((name, n) => {
    const exported = JSON.stringify(name);
    lines.push(`const e${n} = face[${exported}]; export { e${n} as ${exported} };`);
  });
  return blobUrl(lines.join('\n'));
}

const blobUrl = (text: string): string =>
  natives.createObjectURL(new natives.Blob([text], { type: 'text/javascript' }));
