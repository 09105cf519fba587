/** A learner's marks as the page keeps them: some may still lack what is wrong or how bad it is. */
import { SEVERITIES, type Severity } from '../../course/severities.ts';
import type { Files } from '../../runtimes/runtime.ts';
import type { Mark } from '../score.ts';

export interface DraftMark {
  /** Tells the marks of this review apart. */
  id: number;
  file: string;
  /** From 1. */
  line: number;
  /** What stands on the line: finds it again when the exercise changes. */
  text: string;
  category?: string;
  severity?: Severity;
}

/** The last review that was handed in. */
export interface HandedIn {
  /** Epoch milliseconds. */
  at: number;
  /** How often this was done so far. */
  times: number;
  marks: Mark[];
}

/** The lines under review, by file. */
export type Lines = Readonly<Record<string, readonly string[]>>;

export const MARKS_FILE = 'answers.json';
export const HANDED_IN_FILE = 'handed-in.json';

/** The work of somebody who has not begun. */
export const EMPTY: Files = { [MARKS_FILE]: '{"marks":[]}', [HANDED_IN_FILE]: 'null' };

export const isComplete = (mark: DraftMark): mark is DraftMark & Mark =>
  mark.category !== undefined && mark.severity !== undefined;

/** The marks as an answer file: what the command line grades, and the page keeps. */
export function marksText(exercise: string, marks: readonly DraftMark[]): string {
  return JSON.stringify({ exercise, marks }, null, 2);
}

/** Only what is complete, in the form of `other90 grade`. */
export function answersText(exercise: string, marks: readonly DraftMark[]): string {
  return `${JSON.stringify({ exercise, marks: marks.filter(isComplete).map(plainMark) }, null, 2)}\n`;
}

export const plainMark = ({ file, line, category, severity }: Mark): Mark => ({
  file,
  line,
  category,
  severity,
});

/**
 * What was kept, with each mark on the line that it was set on, wherever that stands now. A text that is not ours (an import, an
 * older version) gives the marks that can be read in it.
 */
export function readMarks(text: string | undefined, lines: Lines): DraftMark[] {
  const value = parsed(text);
  const list: unknown[] = isFields(value) && Array.isArray(value.marks) ? value.marks : [];
  const marks = list.flatMap((one) => {
    if (!isFields(one) || typeof one.file !== 'string' || typeof one.line !== 'number') return [];
    const here = lines[one.file];
    if (!here) return [];
    const line = lineOf(here, one.line, one.text);
    const mark: Omit<DraftMark, 'id'> = { file: one.file, line, text: here[line - 1] ?? '' };
    if (typeof one.category === 'string') mark.category = one.category;
    const severity = SEVERITIES.find((known) => known === one.severity);
    if (severity) mark.severity = severity;
    return [mark];
  });
  return marks.map((mark, index) => ({ id: index + 1, ...mark }));
}

export function readHandedIn(text: string | undefined, lines: Lines): HandedIn | undefined {
  const value = parsed(text);
  if (!isFields(value) || typeof value.at !== 'number') return undefined;
  const marks = readMarks(text, lines).filter(isComplete).map(plainMark);
  return { at: value.at, times: typeof value.times === 'number' ? value.times : 1, marks };
}

function lineOf(here: readonly string[], line: number, text: unknown): number {
  if (typeof text === 'string' && here[line - 1] !== text) {
    const found = here.indexOf(text);
    if (found >= 0 && here.indexOf(text, found + 1) < 0) return found + 1;
  }
  return Math.min(Math.max(1, Math.floor(line)), here.length);
}

function parsed(text = 'null'): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
