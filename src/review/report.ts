/** A review's score as the report that every grading run ends in. */
import { FALSE_MARKS, RANKING, type ReviewExercise } from '../course/exercise.ts';
import { type CheckResult, type Report, summarise } from '../grading/report.ts';
import { shownPlace } from './key.ts';
import { type Mark, type ReviewScore, scoreReview } from './score.ts';

interface Words {
  tried: string;
  /** Absent for a pass. */
  happened?: string;
  expected?: string;
}

/** Nothing ran but this function: no database, and no seed that matters. */
export function reviewReport(exercise: ReviewExercise, marks: readonly Mark[], seed: number): Report {
  const startedAt = performance.now();
  const score = scoreReview(exercise, marks);
  const words = wordsOf(exercise, score, marks.length);
  const checks = exercise.checks.map(({ id, title, kind, points, standards }): CheckResult => {
    const told = words.get(id) ?? { tried: title };
    const failed = told.happened !== undefined;
    return {
      id,
      title,
      kind,
      status: failed ? 'fail' : 'pass',
      points,
      durationMs: 0,
      standards,
      message: [told.tried, told.happened, told.expected].filter((part) => part !== undefined).join(' '),
      ...told,
      evidence: [],
    };
  });
  return {
    schema: 1,
    exercise: exercise.id,
    runtime: 'node',
    database: 'none',
    seed,
    durationMs: Math.round(performance.now() - startedAt),
    ...summarise(checks),
    checks,
  };
}

/** By the check's id. */
function wordsOf(exercise: ReviewExercise, score: ReviewScore, given: number): Map<string, Words> {
  const { pass } = exercise;
  const why = score.tooMany
    ? `There are ${given} marks, more than a review may have.`
    : score.found === 0
      ? 'No mark found a hole, so nothing was told apart.'
      : undefined;
  const names = new Map(exercise.categories.map(({ id, title }) => [id, title]));
  const asWhat = ({ category }: Mark) => `"${names.get(category) ?? category}"`;
  const words = new Map<string, Words>();
  exercise.findings.forEach((finding, index) => {
    const came = score.findings[index];
    const where = finding.lines.map(shownPlace).join(', ');
    const tried = `Looked for a mark on ${where}: ${finding.title}.`;
    const happened = score.tooMany
      ? why
      : came?.state === 'missed'
        ? `It is not marked. ${plain(finding.happens)}`
        : came?.state === 'misnamed'
          ? `It is marked as ${came.marks.map(asWhat).join(', ')}, which is not what is wrong. ${plain(finding.happens)}`
          : undefined;
    words.set(
      finding.id,
      happened === undefined ? { tried } : { tried, happened, expected: plain(finding.instead) },
    );
  });
  exercise.decoys.forEach((decoy, index) => {
    const marks = score.decoys[index]?.marks ?? [];
    const tried = `Looked whether ${decoy.lines.map(shownPlace).join(', ')} is left alone: ${decoy.title}.`;
    const [first] = marks;
    if (first && !score.tooMany)
      words.set(decoy.id, {
        tried,
        happened: `It is marked as ${asWhat(first)}.`,
        expected: plain(decoy.why),
      });
    else if (why) words.set(decoy.id, { tried, happened: why, expected: FEWER });
    else words.set(decoy.id, { tried });
  });
  const off = exercise.findings.filter((_, index) => {
    const came = score.findings[index];
    return came?.state === 'found' && !came.ranked;
  });
  words.set(RANKING, {
    tried: `Compared the severities of what was found: ${score.ranked} of ${exercise.findings.length} are right.`,
    ...(!score.parts.ranking && {
      happened:
        why ?? `Other than ours: ${off.map(({ id }) => id).join(', ') || 'none, but too little was found'}.`,
      expected: `At least ${pass.ranked.atLeast} have to be right. ${off
        .map(({ id, severities }) => `${id}: ${severities.join(' or ')}.`)
        .join(' ')}`.trim(),
    }),
  });
  words.set(FALSE_MARKS, {
    tried: `Counted the marks that fit nothing: ${score.falseMarks.length}.`,
    ...(!score.parts.falseMarks && {
      happened:
        why ??
        `These fit nothing: ${score.falseMarks.map((mark) => `${shownPlace(mark)} as ${mark.category}`).join(', ')}.`,
      expected: `At most ${pass.falseMarks.atMost} may; whoever reads a review looks at every mark.`,
    }),
  });
  return words;
}

const FEWER = 'A review names the lines that are wrong, so that the others count as fine.';

/** Markdown for a terminal: the words, without fences and paragraphs. */
const plain = (markdown: string) =>
  markdown
    .replaceAll(/^```\w*\n?/gm, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
