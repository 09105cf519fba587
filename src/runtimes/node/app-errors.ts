/**
 * Errors of the app as faults, with places in the learner's own files. Runs in the app process, where the app may have
 * replaced any global: everything is taken before it loads.
 */
import { readFileSync, statSync } from 'node:fs';
import type { AppFault, SourcePlace } from '../faults.ts';
import { PACKAGES } from '../packages.ts';

const { Error: RealError, String: RealString, Number: RealNumber, WeakMap: RealWeakMap } = globalThis;

/** Kept characters of a message or stack. */
const LONGEST = 4_000;

/** What people mean when they leave the extension out or write the one of the compiled file. */
const GUESSES = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.json', '/index.ts', '/index.js'];

export class AppErrors {
  private readonly folder: string;
  private readonly known = new RealWeakMap<object, AppFault>();
  private readonly frame: RegExp;
  private readonly header: RegExp;

  /** `folder`: where the learner's files are, with a slash at its end. */
  constructor(folder: string) {
    this.folder = folder;
    const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.frame = new RegExp(`(?:file://)?${escaped}([^\\n()]+?):(\\d+):(\\d+)`);
    this.header = new RegExp(`^(?:file://)?${escaped}([^\\n]+):(\\d+)\\n`, 'm');
  }

  /** The fault that an uncaught value stands for. */
  faultOf(thrown: unknown): AppFault {
    const known = typeof thrown === 'object' && thrown !== null ? this.known.get(thrown) : undefined;
    if (known) return known;
    if (!(thrown instanceof RealError)) return { kind: 'crash', message: this.shown(RealString(thrown)) };
    const stack = RealString(thrown.stack ?? '');
    const compile = this.compileFault(thrown, stack);
    if (compile) return compile;
    return {
      kind: 'crash',
      message: this.shown(`${thrown.name}: ${thrown.message}`),
      stack: this.shown(stack),
      place: this.placeIn(stack),
    };
  }

  /** An error for an import of what is no package of the course. */
  missingPackage(specifier: string, parent: string | undefined): Error {
    const error = new RealError(`Cannot find package '${specifier}'`);
    return this.remember(error, 'ERR_MODULE_NOT_FOUND', {
      kind: 'missing-import',
      specifier,
      available: PACKAGES,
      place: this.placeOfImport(specifier, parent),
    });
  }

  /** An error for an import of a file that is not there. `path`: where it would be. */
  missingFile(specifier: string, path: string, parent: string | undefined, code: string): Error {
    const stem = path.replace(/\.[cm]?[jt]s$/, '');
    const candidates = [...GUESSES.map((guess) => path + guess), ...GUESSES.map((guess) => stem + guess)];
    const meant = candidates.find((candidate) => candidate !== path && isFile(candidate));
    const from = parent === undefined ? '' : ` in ${this.shown(parent)}`;
    const hint =
      meant === undefined ? '' : `. Did you mean "${this.shown(meant)}"? Node wants the file's own extension`;
    const message = `Cannot find the file "${this.shown(path)}", imported as "${specifier}"${from}${hint}`;
    return this.remember(new RealError(message), code, {
      kind: 'compile',
      message,
      place: this.placeOfImport(specifier, parent),
    });
  }

  private remember(error: Error, code: string, fault: AppFault): Error {
    this.known.set(error, fault);
    return Object.assign(error, { code });
  }

  /**
   * The place of a syntax error in what Node prints of it, or in its stack: file, line and carets stand in front.
   */
  compileFaultIn(text: string, message: string): AppFault | undefined {
    const [head, file, line] = this.header.exec(text) ?? [];
    if (head === undefined || file === undefined) return undefined;
    const after = text.slice(text.indexOf(head) + head.length).split('\n');
    const carets = after.slice(0, 6).find((part) => /^\s*\^+\s*$/.test(part));
    return {
      kind: 'compile',
      message: this.shown(message),
      place: {
        file,
        line: RealNumber(line),
        column: carets === undefined ? undefined : carets.indexOf('^') + 1,
      },
    };
  }

  /** A file that could not be parsed or linked. */
  private compileFault(error: Error, stack: string): AppFault | undefined {
    if (error.name !== 'SyntaxError') return undefined;
    const told = this.compileFaultIn(stack, error.message);
    if (told) return told;
    const json = /^(.+\.json): (.+?)(?: \(line (\d+) column (\d+)\))?$/s.exec(this.shown(error.message));
    const [, name, message, row, column] = json ?? [];
    if (name === undefined || message === undefined || name.startsWith('/')) return undefined;
    const place =
      row === undefined ? undefined : { file: name, line: RealNumber(row), column: RealNumber(column) };
    return { kind: 'compile', message, place };
  }

  /** The first of the learner's files in a stack. */
  private placeIn(stack: string): SourcePlace | undefined {
    for (const line of stack.split('\n')) {
      const [, file, row, column] = this.frame.exec(line) ?? [];
      if (file !== undefined && !file.startsWith('node_modules/')) {
        return { file, line: RealNumber(row), column: RealNumber(column) };
      }
    }
    return undefined;
  }

  private placeOfImport(specifier: string, parent: string | undefined): SourcePlace | undefined {
    if (!parent?.startsWith(this.folder)) return undefined;
    const text = readFileSync(parent, 'utf8');
    const at = ["'", '"', '`']
      .map((quote) => text.indexOf(quote + specifier + quote))
      .filter((index) => index >= 0)
      .sort((a, b) => a - b)[0];
    if (at === undefined) return undefined;
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    return {
      file: parent.slice(this.folder.length),
      line,
      column: at - before.lastIndexOf('\n'),
    };
  }

  /** Text with paths as the learner knows them, bounded. */
  private shown(text: string): string {
    return text.replaceAll(`file://${this.folder}`, '').replaceAll(this.folder, '').slice(0, LONGEST);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
