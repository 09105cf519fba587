/** Errors of the loader that are faults of the app, and where in the learner's files an error happened. */
import type { AppFault, SourcePlace } from '../../../faults.ts';
import { natives } from '../worker/natives.ts';

export const ROOT = '/app/';

/** Thrown through the learner's code like any other error; carries its fault for whoever reports it. */
export class LoadError extends natives.Error {
  readonly fault: AppFault;
  readonly code: string;
  constructor(fault: AppFault, message: string, code: string) {
    super(message);
    this.name = fault.kind === 'compile' ? 'SyntaxError' : 'Error';
    this.code = code;
    this.fault = fault;
    Object.defineProperty(this, 'fault', { enumerable: false });
  }
}

export function compileError(
  message: string,
  place: SourcePlace | undefined,
  code = 'ERR_SYNTAX',
): LoadError {
  return new LoadError(
    { kind: 'compile', message, place },
    place ? `${message} (${place.file}:${place.line})` : message,
    code,
  );
}

/** `/app/routes/login.ts` → `routes/login.ts` */
export const shownPath = (path: string): string => (path.startsWith(ROOT) ? path.slice(ROOT.length) : path);

/** Turns an offset in a text into line and column, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

const FRAME = /(?:file:\/\/)?\/app\/([^\s():?]+):(\d+):(\d+)/;

/** File → by how much we made its first line longer, in front. */
export const firstLineShifts = new natives.Map<string, number>();

/** The first of the learner's files in a stack. */
export function placeIn(stack: unknown, exists: (path: string) => boolean): SourcePlace | undefined {
  if (typeof stack !== 'string') return undefined;
  for (const text of stack.split('\n')) {
    const match = FRAME.exec(text);
    if (!match) continue;
    const [, file = '', row, at] = match;
    if (!exists(ROOT + file)) continue;
    const line = Number(row);
    const column = Number(at) - (line === 1 ? (firstLineShifts.get(ROOT + file) ?? 0) : 0);
    // What we put in front is nobody's place.
    if (column > 0) return { file, line, column };
  }
  return undefined;
}
