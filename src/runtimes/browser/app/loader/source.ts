/**
 * One of the learner's files, made ready to run: types stripped, parsed, and its imports and exports listed. A file is
 * read once per app, and made ready once for all apps that have it: parsers that have just been loaded are slow.
 */
import { type Node, type Options, type Program, parse } from 'acorn';
import { keepContexts } from './await-contexts.ts';
import { type CommonJsFacts, commonJsFacts } from './common-js-facts.ts';
import { compileError, positionAt, shownPath } from './faults.ts';
import { type ModuleFacts, moduleFacts } from './module-facts.ts';
import { stripTypes } from './strip-types.ts';

export type Format = 'module' | 'commonjs' | 'json';

/** Plain data: it goes from worker to worker. */
export interface Source {
  /** `/app/server.ts` */
  path: string;
  format: Format;
  /** As written. */
  text: string;
  /** JavaScript with the same lines. */
  code: string;
  /** For a module. */
  facts: ModuleFacts | undefined;
  /** For a CommonJS file. */
  commonJs: CommonJsFacts | undefined;
  /** What it was made for: of another package.json, or with contexts to keep, the same text gives another code. */
  madeFor: { declared: Format | undefined; keepsContexts: boolean };
}

/** Answers what the learner's folder holds. */
export interface FileSystem {
  read(path: string): string | undefined;
  isFile(path: string): boolean;
}

interface Parsed {
  format: Format;
  ast: Node;
}

const OPTIONS: Options = { ecmaVersion: 'latest', allowHashBang: true };

export class Sources {
  /** Those that were not there before. */
  readonly made: Source[] = [];
  private readonly files: FileSystem;
  private readonly known = new Map<string, Source>();
  private readonly before: ReadonlyMap<string, Source>;

  /** The app uses async_hooks: `await` has to keep its context. */
  private readonly usesContexts: boolean;

  /** `before`: files as an earlier app had them made ready; what has changed since is made ready anew. */
  constructor(files: FileSystem, usesContexts = false, before: readonly Source[] = []) {
    this.files = files;
    this.usesContexts = usesContexts;
    this.before = new Map(before.map((source) => [source.path, source]));
  }

  /** @throws LoadError when the file cannot be parsed */
  get(path: string): Source {
    const before = this.known.get(path);
    if (before) return before;
    const text = this.files.read(path);
    if (text === undefined) throw new Error(`No file ${path}.`);
    const madeFor = { declared: this.declaredFormat(path), keepsContexts: this.usesContexts };
    const source = this.readyBefore(path, text, madeFor) ?? this.prepare(path, text, madeFor);
    this.known.set(path, source);
    return source;
  }

  private readyBefore(path: string, text: string, madeFor: Source['madeFor']): Source | undefined {
    const source = this.before.get(path);
    const isSame =
      source?.text === text &&
      source.madeFor.declared === madeFor.declared &&
      source.madeFor.keepsContexts === madeFor.keepsContexts;
    return isSame ? source : undefined;
  }

  private prepare(path: string, text: string, madeFor: Source['madeFor']): Source {
    const source = { path, text, madeFor, facts: undefined, commonJs: undefined };
    if (madeFor.declared === 'json') return { ...source, format: 'json', code: text };
    let code = /\.[cm]?ts$/.test(path) ? stripTypes(path, text) : text;
    let parsed = this.parse(path, code, madeFor.declared);
    if (madeFor.keepsContexts && /\bawait\b/.test(code)) {
      code = keepContexts(code, parsed.ast);
      parsed = this.parse(path, code, parsed.format);
    }
    const { format, ast } = parsed;
    const ready: Source =
      format === 'module'
        ? { ...source, format, code, facts: moduleFacts(ast) }
        : { ...source, format, code, commonJs: commonJsFacts(ast) };
    this.made.push(ready);
    return ready;
  }

  /** By extension, else by the nearest package.json; undefined where syntax decides. */
  private declaredFormat(path: string): Format | undefined {
    if (path.endsWith('.json')) return 'json';
    if (/\.m[jt]s$/.test(path)) return 'module';
    if (/\.c[jt]s$/.test(path)) return 'commonjs';
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const description = this.files.read(`${path.slice(0, at)}/package.json`);
      if (description === undefined) continue;
      try {
        const { type } = JSON.parse(description) as { type?: unknown };
        return type === 'module' || type === 'commonjs' ? type : undefined;
      } catch (error) {
        throw compileError(`package.json is no JSON: ${(error as Error).message}`, {
          file: shownPath(`${path.slice(0, at)}/package.json`),
          line: 1,
        });
      }
    }
    return undefined;
  }

  private parse(path: string, code: string, declared: Format | undefined): Parsed {
    let first: unknown;
    if (declared !== 'module') {
      try {
        return {
          format: 'commonjs',
          ast: parse(code, {
            ...OPTIONS,
            sourceType: 'script',
            allowReturnOutsideFunction: true,
            allowSuperOutsideMethod: true,
          }),
        };
      } catch (error) {
        first = error;
      }
      if (declared === 'commonjs') throw syntaxError(path, code, first);
    }
    try {
      return { format: 'module', ast: parseModule(code) };
    } catch (error) {
      throw syntaxError(path, code, error);
    }
  }
}

export const parseModule = (code: string): Program => parse(code, { ...OPTIONS, sourceType: 'module' });

function syntaxError(path: string, code: string, error: unknown): Error {
  const { message, pos } = error as { message: string; pos?: number };
  const place = pos === undefined ? undefined : { file: shownPath(path), ...positionAt(code, pos) };
  return compileError(`SyntaxError: ${message.replace(/ \(\d+:\d+\)$/, '')}`, place);
}
