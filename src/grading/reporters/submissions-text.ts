/** Several folders, a line each: verdict, points, and the checks that failed. */
import { countVerdicts, type Submission, type Submissions, verdictOf } from '../submissions.ts';
import { printable } from './printable.ts';
import type { Paint } from './text.ts';
import { wrapped } from './wrapped.ts';

export interface SubmissionsTextOptions {
  paint: Paint;
  /** Columns to wrap sentences at. */
  width: number;
  /** The command that shows one folder's report in full. */
  inFull(folder: string): string;
}

const WORDS = { pass: ['green', 'PASS'], fail: ['red', 'FAIL'], error: ['yellow', 'ERROR'] } as const;

export function submissionsText(
  { exercise, seed, durationMs, submissions }: Submissions,
  { paint, width, inFull }: SubmissionsTextOptions,
): string {
  const longest = Math.max(...submissions.map(({ folder }) => folder.length));
  const lines = submissions.flatMap((submission) => {
    const [style, word] = WORDS[verdictOf(submission)];
    const start = `${paint(style, word.padEnd(5))}  ${printable(submission.folder).padEnd(longest)}  `;
    const indent = ' '.repeat(7);
    const [first = '', ...rest] = told(submission);
    return [`${start}${first}`, ...rest.flatMap((text) => wrapped(printable(text), width, indent))];
  });
  const { pass, fail, error } = countVerdicts(submissions);
  const again = submissions.find((submission) => verdictOf(submission) !== 'pass');
  return [
    ...lines,
    '',
    `${exercise}: ${pass} passed, ${fail} failed, ${error} not graded, ${(durationMs / 1000).toFixed(1)} s, seed ${seed}`,
    ...(again ? [paint('dim', `In full: ${inFull(again.folder)}`)] : []),
    '',
  ].join('\n');
}

/** The points, then what went wrong. */
function told(submission: Submission): string[] {
  if (!('report' in submission)) return ['', submission.error];
  const { score, checks, error } = submission.report;
  const of = (status: 'fail' | 'error') => checks.filter((check) => check.status === status);
  const points = `${score.earned} of ${score.max} points`;
  const reasons = new Set(of('fail').map(({ happened }) => happened));
  const [reason] = reasons;
  return [
    points,
    ...(error ? [`The grader itself failed: ${error}`] : []),
    ...(of('error').length > 0
      ? [
          `Not graded: ${of('error')
            .map(({ id }) => id)
            .join(', ')}`,
        ]
      : []),
    // An app that does not start fails every check for one reason.
    ...(of('fail').length > 1 && reasons.size === 1 && reason
      ? [`${of('fail').length} checks failed: ${reason}`]
      : of('fail').length > 0
        ? [
            `Failed: ${of('fail')
              .map(({ id }) => id)
              .join(', ')}`,
          ]
        : []),
  ];
}
