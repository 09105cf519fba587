/** What `verify` ends in: as JSON, and as a table for people. */

import { PROOF_FOLDERS } from '../../course/proof.ts';
import type { Report } from '../../grading/report.ts';
import { shortened } from '../../grading/reporters/printable.ts';
import type { Paint } from '../../grading/reporters/text.ts';
import type { RuntimeChoice } from '../context.ts';
import { table } from '../table.ts';
import { idsWith, type Outcomes, type Run } from './outcomes.ts';
import type { Problem } from './problem.ts';

export interface VerifyReport {
  schema: 1;
  /** `error`: our side failed in a run, so nothing is proven. */
  verdict: 'pass' | 'fail' | 'error';
  runtimes: RuntimeChoice[];
  /** One for each repeat. */
  seeds: number[];
  durationMs: number;
  exercises: Array<{
    id: string;
    checks: number;
    subjects: Array<{
      name: string;
      folder: string;
      /** Ids of the checks that have to fail; absent for the starter, where any attack will do, and for cheats. */
      fails?: string[];
      runs: Array<{
        runtime: RuntimeChoice;
        seed: number;
        verdict: 'pass' | 'fail' | 'error';
        failed: string[];
        durationMs: number;
        error?: string;
      }>;
    }>;
  }>;
  problems: Problem[];
  /** What went wrong on our side, one sentence each. */
  errors: string[];
}

export function verifyReport(parts: {
  outcomes: readonly Outcomes[];
  problems: Problem[];
  runtimes: RuntimeChoice[];
  seeds: number[];
  durationMs: number;
}): VerifyReport {
  const errors = parts.outcomes.flatMap(({ folder, runs }) =>
    runs
      .filter((run) => run.report.verdict === 'error')
      .map(
        (run) =>
          `${folder.exercise.id}, ${run.subject.name} in ${run.runtime}, seed ${run.seed}: ${errorOf(run.report)} This is a fault of the grader or the runtime, not of the fix.`,
      ),
  );
  return {
    schema: 1,
    verdict: errors.length > 0 ? 'error' : parts.problems.length > 0 ? 'fail' : 'pass',
    runtimes: parts.runtimes,
    seeds: parts.seeds,
    durationMs: parts.durationMs,
    exercises: parts.outcomes.map(({ folder, subjects, runs }) => ({
      id: folder.exercise.id,
      checks: folder.exercise.checks.length,
      subjects: subjects.map((subject) => ({
        name: subject.name,
        folder: subject.folder,
        ...(subject.kind === 'starter' || subject.kind === 'cheat'
          ? {}
          : { fails: [...(subject.proof?.fails ?? [])] }),
        runs: runs.filter((run) => run.subject === subject).map(shownRun),
      })),
    })),
    problems: parts.problems,
    errors,
  };
}

const shownRun = ({ runtime, seed, report }: Run) => ({
  runtime,
  seed,
  verdict: report.verdict,
  failed: idsWith(report, 'fail'),
  durationMs: report.durationMs,
  ...(report.verdict === 'error' ? { error: errorOf(report) } : {}),
});

function errorOf(report: Report): string {
  const broken = report.checks.filter((check) => check.status === 'error');
  const text = report.error ?? broken.map((check) => `${check.id}: ${check.message}`).join(' ');
  return shortened(text.replaceAll(/\s*\n\s*/g, ' | '), 600);
}

/** The table of all runs, then the problems, then one line that sums up. */
export function verifyText(report: VerifyReport, paint: Paint): string {
  const parts: string[] = [];
  for (const exercise of report.exercises) {
    // A review is graded in node, whatever the runtimes.
    const runtimes = [
      ...new Set(exercise.subjects.flatMap(({ runs }) => runs.map(({ runtime }) => runtime))),
    ];
    const rows = exercise.subjects.map((subject) => [
      `  ${subject.name}`,
      subject.fails === undefined
        ? subject.name.startsWith(`${PROOF_FOLDERS.cheat}/`)
          ? 'has to earn nothing'
          : 'has to fail'
        : subject.fails.length === 0
          ? 'has to pass'
          : `has to fail ${subject.fails.length}`,
      ...runtimes.map((runtime) => cell(subject.runs.filter((run) => run.runtime === runtime))),
      report.problems.some(({ file }) => isIn(file, subject.folder)) ? '✗' : '✓',
    ]);
    const header = ['  version', 'expected', ...runtimes, ''];
    parts.push(`${paint('bold', `${exercise.id} (${exercise.checks} checks)`)}\n${table([header, ...rows])}`);
  }
  if (report.errors.length > 0) {
    parts.push([paint('yellow', `Our side failed (${report.errors.length})`), ...report.errors].join('\n'));
  }
  if (report.problems.length > 0) {
    parts.push(
      [
        paint('red', `Problems (${report.problems.length})`),
        ...report.problems.map(
          ({ file, message, rule }) => `${file}: ${message} ${paint('dim', `[${rule}]`)}`,
        ),
      ].join('\n'),
    );
  }
  const runs = report.exercises.flatMap(({ subjects }) => subjects.flatMap((subject) => subject.runs)).length;
  const word = {
    pass: paint('green', 'PROVEN'),
    fail: paint('red', 'NOT PROVEN'),
    error: paint('yellow', 'ERROR'),
  }[report.verdict];
  const seeds = `${report.seeds.length === 1 ? 'seed' : 'seeds'} ${report.seeds.join(', ')}`;
  parts.push(
    `${word}  ${runs} runs in ${report.runtimes.join(' and ')}, ${report.problems.length === 1 ? '1 problem' : `${report.problems.length} problems`}, ${(report.durationMs / 1000).toFixed(1)} s, ${seeds}`,
  );
  return `${parts.join('\n\n')}\n`;
}

const isIn = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

/** `fails 14`, or with several seeds all that came up: `fails 14, 15`. */
function cell(runs: ReadonlyArray<{ verdict: string; failed: string[] }>): string {
  const all = runs.map((run) =>
    run.verdict === 'error' ? 'error' : run.failed.length === 0 ? 'passes' : `fails ${run.failed.length}`,
  );
  return [...new Set(all)].join(', ');
}
