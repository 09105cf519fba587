/** Grades a review against its key. One function for the page and the command line; it looks at nothing else. */
import type { Place } from '../course/exercise.ts';
import type { Severity } from '../course/severities.ts';

/** "This line is wrong": what kind of wrong, and how bad. */
export interface Mark extends Place {
  /** Id of one of the exercise's categories. */
  category: string;
  severity: Severity;
}

/** What the score needs of a key. */
export interface Key {
  findings: ReadonlyArray<{
    id: string;
    lines: readonly Place[];
    /** Those that fit, ours first. */
    categories: readonly string[];
    severities: readonly Severity[];
    points: number;
  }>;
  decoys: ReadonlyArray<{ id: string; lines: readonly Place[]; points: number }>;
  pass: {
    ranked: { atLeast: number; points: number };
    falseMarks: { atMost: number; points: number };
    marks: { atMost: number };
  };
}

export interface FindingScore {
  id: string;
  /** `misnamed`: its line is marked, but as something else. */
  state: 'found' | 'misnamed' | 'missed';
  /** The marks that found it, or that stand on its lines under another name. */
  marks: Mark[];
  /** Found, and every mark of it has a severity that fits. */
  ranked: boolean;
}

export interface ReviewScore {
  passed: boolean;
  earned: number;
  max: number;
  findings: FindingScore[];
  /** `marks`: those that fell for it. */
  decoys: Array<{ id: string; marks: Mark[] }>;
  /** Marks that found nothing, decoys' among them. */
  falseMarks: Mark[];
  /** How many findings are found, and how many of those are ranked right. */
  found: number;
  ranked: number;
  /** More marks than a review may have: nothing counts then. */
  tooMany: boolean;
  /** What became of each part. A part that is left alone counts only where something was found. */
  parts: { decoys: Record<string, boolean>; ranking: boolean; falseMarks: boolean };
}

const on = (lines: readonly Place[], mark: Place) =>
  lines.some(({ file, line }) => file === mark.file && line === mark.line);

/** A line marked twice as the same thing is one mark: the later one. */
function distinct(marks: readonly Mark[]): Mark[] {
  const byPlace = new Map(marks.map((mark) => [`${mark.file}:${mark.line}:${mark.category}`, mark]));
  return [...byPlace.values()];
}

/**
 * Passes when every finding is marked on one of its lines under a category that fits, no decoy is marked, and the ranking
 * and the number of false marks are within `key.pass`.
 */
export function scoreReview(key: Key, given: readonly Mark[]): ReviewScore {
  const marks = distinct(given);
  const { pass } = key;
  const tooMany = marks.length > pass.marks.atMost;
  const findings = key.findings.map((finding): FindingScore => {
    const here = marks.filter((mark) => on(finding.lines, mark));
    const hits = here.filter((mark) => finding.categories.includes(mark.category));
    if (hits.length > 0) {
      const ranked = hits.every((mark) => finding.severities.includes(mark.severity));
      return { id: finding.id, state: 'found', marks: hits, ranked };
    }
    // A mark that found something else on this line is no wrong name for this one.
    const misnamed = here.filter((mark) => !fits(key, mark));
    return {
      id: finding.id,
      state: misnamed.length > 0 ? 'misnamed' : 'missed',
      marks: misnamed,
      ranked: false,
    };
  });
  const decoys = key.decoys.map(({ id, lines }) => ({ id, marks: marks.filter((mark) => on(lines, mark)) }));
  const falseMarks = marks.filter((mark) => !fits(key, mark));
  const found = findings.filter(({ state }) => state === 'found').length;
  const ranked = findings.filter((finding) => finding.ranked).length;
  // Whoever finds nothing has told nothing apart, and whoever marks everything neither.
  const counts = found > 0 && !tooMany;
  const parts = {
    decoys: Object.fromEntries(decoys.map(({ id, marks: fallen }) => [id, counts && fallen.length === 0])),
    ranking: counts && ranked >= pass.ranked.atLeast,
    falseMarks: counts && falseMarks.length <= pass.falseMarks.atMost,
  };
  const scored = [
    ...key.findings.map(({ points }, index) => ({
      points,
      holds: counts && findings[index]?.state === 'found',
    })),
    ...key.decoys.map(({ id, points }) => ({ points, holds: parts.decoys[id] === true })),
    { points: pass.ranked.points, holds: parts.ranking },
    { points: pass.falseMarks.points, holds: parts.falseMarks },
  ];
  const sum = (list: ReadonlyArray<{ points: number }>) =>
    list.reduce((total, { points }) => total + points, 0);
  return {
    passed: scored.every(({ holds }) => holds),
    earned: sum(scored.filter(({ holds }) => holds)),
    max: sum(scored),
    findings,
    decoys,
    falseMarks,
    found,
    ranked,
    tooMany,
    parts,
  };
}

const fits = (key: Key, mark: Mark): boolean =>
  key.findings.some(({ lines, categories }) => categories.includes(mark.category) && on(lines, mark));
