/** What a check keeps of what it saw, bounded whatever an app answers, prints or stores: reports are passed on and kept. */
import type { Evidence } from '../../src/grading/report.ts';

/** Pieces of evidence, and characters of all of them as JSON; what is too much goes from the middle. */
const MOST_PIECES = 24;
const MOST_CHARACTERS = 100_000;
/** Characters of one text, entries of one list. */
const LONGEST_TEXT = 4_000;
const LONGEST_LIST = 40;

/** A text of the app's, or a sentence with one in it, at a length that can be shown. */
export function shortText(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/** Adds `piece` to `kept`. */
export function keepEvidence(kept: Evidence[], piece: Evidence): void {
  kept.push(shortened(piece) as Evidence);
  if (kept.length > MOST_PIECES) kept.splice(MOST_PIECES / 3, 1);
  // The first piece tells how it began, the last one what went wrong.
  while (kept.length > 2 && JSON.stringify(kept).length > MOST_CHARACTERS) {
    kept.splice(Math.floor(kept.length / 3) || 1, 1);
  }
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value);
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}
