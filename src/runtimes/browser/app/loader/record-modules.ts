/**
 * The learner's ES modules as records of our own, for apps whose modules import each other in a circle or are
 * required by CommonJS files: real modules in blobs can do neither. Slower to step through, the same to the app.
 */
import { natives } from '../worker/natives.ts';
import type { CommonJs } from './common-js.ts';
import { parseJson } from './common-js.ts';
import { compileError, shownPath } from './faults.ts';
import type { Graph, GraphNode } from './graph.ts';
import { hook } from './hook.ts';
import { packageNamespace } from './packages.ts';
import { recordText } from './record-text.ts';
import type { Resolved } from './resolve.ts';

type Namespace = Record<string, unknown>;
type Getter = () => unknown;
type Body = Generator<unknown, void, unknown> | AsyncGenerator<unknown, void, unknown>;
type BodyFactory = (self: Self) => Body;

/** What a module's body gets. */
interface Self {
  /** Namespaces of its requests, in order. */
  i: Namespace[];
  exports(getters: Record<string, Getter>): void;
}

interface ModuleRecord {
  path: string;
  node: GraphNode;
  namespace: Namespace;
  getters: Record<string, Getter>;
  imports: Namespace[];
  body: Body | undefined;
  state: 'linked' | 'running' | 'done' | 'failed';
  error: unknown;
  /** Set while something in it is awaited. */
  ending: Promise<void> | undefined;
}

export class RecordModules {
  private readonly graph: Graph;
  private readonly commonJs: CommonJs;
  private readonly records = new Map<string, ModuleRecord>();
  private readonly outside = new Map<string, Namespace>();

  constructor(graph: Graph, commonJs: CommonJs) {
    this.graph = graph;
    this.commonJs = commonJs;
  }

  /** Runs the module and what it imports. Resolves with its namespace. */
  async import(resolved: Resolved): Promise<Namespace> {
    if (resolved.kind !== 'file' || this.formatOf(resolved.path) !== 'module')
      return this.run(this.namespaceOf(resolved));
    const record = this.link(resolved.path);
    await this.evaluate(record);
    return record.namespace;
  }

  /** `require()` of a module. @throws ERR_REQUIRE_ASYNC_MODULE when it awaits at its top level */
  require(path: string): Namespace {
    const record = this.link(path);
    const ending = this.evaluate(record);
    if (ending) {
      throw compileError(
        `require() cannot be used on ${shownPath(path)}: it, or a module it imports, has a top-level await. Use import()`,
        undefined,
        'ERR_REQUIRE_ASYNC_MODULE',
      );
    }
    return record.namespace;
  }

  private formatOf(path: string): string {
    return this.graph.add(path).source.format;
  }

  /** Makes the records of a module and of all it imports, up to where their functions exist. */
  private link(path: string): ModuleRecord {
    const before = this.records.get(path);
    if (before) return before;
    const fresh: ModuleRecord[] = [];
    const make = (at: string): void => {
      if (this.records.has(at)) return;
      const node = this.graph.add(at);
      if (node.source.format !== 'module') return;
      const record: ModuleRecord = {
        path: at,
        node,
        namespace: natives.Object.create(null),
        getters: {},
        imports: [],
        body: undefined,
        state: 'linked',
        error: undefined,
        ending: undefined,
      };
      this.records.set(at, record);
      fresh.push(record);
      for (const { resolved } of node.requests) if (resolved.kind === 'file') make(resolved.path);
    };
    make(path);
    for (const record of fresh) this.defineNamespace(record);
    for (const record of fresh) {
      record.imports = record.node.requests.map(({ resolved }) => this.namespaceOf(resolved));
      record.body = this.bodyOf(record.path)({
        i: record.imports,
        exports: (getters) => {
          record.getters = getters;
        },
      });
      void record.body.next();
    }
    return this.records.get(path) as ModuleRecord;
  }

  private bodyOf(path: string): BodyFactory {
    let made: BodyFactory | undefined;
    hook.record = (_path, body) => {
      made = body as BodyFactory;
    };
    const url = natives.createObjectURL(
      new natives.Blob([recordText(this.graph.add(path).source)], { type: 'text/javascript' }),
    );
    try {
      natives.importScripts(url);
    } finally {
      natives.revokeObjectURL(url);
    }
    if (!made) throw new Error(`${path} left no body.`);
    return made;
  }

  private defineNamespace(record: ModuleRecord): void {
    for (const name of [...this.graph.exportNames(record.path)].sort()) {
      Object.defineProperty(record.namespace, name, { enumerable: true, get: () => this.read(record, name) });
    }
    Object.defineProperty(record.namespace, Symbol.toStringTag, { value: 'Module' });
    Object.preventExtensions(record.namespace);
  }

  /** The value of an export: its own, or that of an `export *`. */
  private read(record: ModuleRecord, name: string): unknown {
    const own = record.getters[name];
    if (own) return own();
    for (const { request, resolved } of record.node.requests) {
      if (!request.star || name === 'default') continue;
      const namespace = this.namespaceOf(resolved);
      if (name in namespace) return namespace[name];
    }
    return undefined;
  }

  /** The namespace of anything that can be imported; of what is no module of the learner's, run or not. */
  private namespaceOf(resolved: Resolved): Namespace {
    const key = resolved.kind === 'file' ? resolved.path : resolved.specifier;
    const known = this.records.get(key)?.namespace ?? this.outside.get(key);
    if (known) return known;
    const namespace: Namespace = natives.Object.create(null);
    this.outside.set(key, namespace);
    const { names, read } =
      resolved.kind === 'file' ? this.fileFace(resolved.path) : packageNamespace(resolved.specifier);
    for (const name of names) {
      Object.defineProperty(namespace, name, { enumerable: true, get: () => read(name) });
    }
    return namespace;
  }

  private fileFace(path: string): { names: readonly string[]; read(name: string): unknown } {
    const { source } = this.graph.add(path);
    if (source.format === 'json') {
      const value = parseJson(source);
      return { names: ['default'], read: () => value };
    }
    return {
      names: [...this.graph.exportNames(path)],
      read: (name) => {
        const exports = this.commonJs.load(path) as Namespace;
        return name === 'default' || name === 'module.exports' ? exports : exports?.[name];
      },
    };
  }

  /** Runs a package or a CommonJS file: reading anything of it does. */
  private run(namespace: Namespace): Namespace {
    const [first] = natives.Object.keys(namespace);
    if (first !== undefined) void namespace[first];
    return namespace;
  }

  /** Runs a module after what it imports. Returns a promise only where something is awaited. */
  private evaluate(record: ModuleRecord): Promise<void> | undefined {
    if (record.state === 'failed') throw record.error;
    // In a circle the module that is running already is not waited for.
    if (record.state !== 'linked') return record.ending;
    record.state = 'running';
    const steps = record.node.requests.map(({ resolved }) => () => {
      const dependency = resolved.kind === 'file' ? this.records.get(resolved.path) : undefined;
      if (!dependency) {
        this.run(this.namespaceOf(resolved));
        return undefined;
      }
      return dependency.state === 'running' ? undefined : this.evaluate(dependency);
    });
    steps.push(() => this.runBody(record));
    try {
      for (let n = 0; n < steps.length; n += 1) {
        const waiting = steps[n]?.();
        if (!waiting) continue;
        const rest = steps.slice(n + 1);
        record.ending = (async () => {
          try {
            await waiting;
            for (const step of rest) await step();
            record.state = 'done';
          } catch (error) {
            this.fail(record, error);
          }
        })();
        return record.ending;
      }
      record.state = 'done';
      return undefined;
    } catch (error) {
      return this.fail(record, error);
    }
  }

  private runBody(record: ModuleRecord): Promise<void> | undefined {
    const result = record.body?.next();
    return result instanceof natives.Promise ? result.then(() => undefined) : undefined;
  }

  private fail(record: ModuleRecord, error: unknown): never {
    record.state = 'failed';
    record.error = error;
    throw error;
  }
}
