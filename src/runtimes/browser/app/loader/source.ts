/**
 * One of the learner's files, made ready to run: types stripped, parsed, and its imports and exports listed. A file is
 * read once per app.
 */
import { type Node, type Options, parse } from 'acorn';
import { keepContexts } from './await-contexts.ts';
import { compileError, positionAt, shownPath } from './faults.ts';
import { type ModuleFacts, moduleFacts } from './module-facts.ts';
import { stripTypes } from './strip-types.ts';

export type Format = 'module' | 'commonjs' | 'json';

export interface Source {
  /** `/app/server.ts` */
  path: string;
  format: Format;
  /** As written. */
  text: string;
  /** JavaScript with the same lines. */
  code: string;
  /** Parsed `code`; undefined for JSON. */
  ast: Node | undefined;
  /** For a module. */
  facts: ModuleFacts | undefined;
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
  private readonly files: FileSystem;
  private readonly known = new Map<string, Source>();

  /** The app uses async_hooks: `await` has to keep its context. */
  private readonly usesContexts: boolean;

  constructor(files: FileSystem, usesContexts = false) {
    this.files = files;
    this.usesContexts = usesContexts;
  }

  /** @throws LoadError when the file cannot be parsed */
  get(path: string): Source {
    const before = this.known.get(path);
    if (before) return before;
    const text = this.files.read(path);
    if (text === undefined) throw new Error(`No file ${path}.`);
    const source = this.prepare(path, text);
    this.known.set(path, source);
    return source;
  }

  private prepare(path: string, text: string): Source {
    const declared = this.declaredFormat(path);
    if (declared === 'json')
      return { path, format: 'json', text, code: text, ast: undefined, facts: undefined };
    const code = /\.[cm]?ts$/.test(path) ? stripTypes(path, text) : text;
    const parsed = this.parse(path, code, declared);
    if (this.usesContexts && /\bawait\b/.test(code)) {
      const rewritten = keepContexts(code, parsed.ast);
      return finish(path, text, rewritten, this.parse(path, rewritten, parsed.format));
    }
    return finish(path, text, code, parsed);
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
      const ast = parse(code, { ...OPTIONS, sourceType: 'module' });
      return { format: 'module', ast };
    } catch (error) {
      throw syntaxError(path, code, error);
    }
  }
}

function finish(path: string, text: string, code: string, { format, ast }: Parsed): Source {
  return { path, format, text, code, ast, facts: format === 'module' ? moduleFacts(ast) : undefined };
}

function syntaxError(path: string, code: string, error: unknown): Error {
  const { message, pos } = error as { message: string; pos?: number };
  const place = pos === undefined ? undefined : { file: shownPath(path), ...positionAt(code, pos) };
  return compileError(`SyntaxError: ${message.replace(/ \(\d+:\d+\)$/, '')}`, place);
}
