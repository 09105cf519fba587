/** What came out of the runs, and questions that several rules ask of it. */
import type { CheckResult, Report } from '../../grading/report.ts';
import type { RuntimeChoice } from '../context.ts';
import { CALL } from '../context.ts';
import type { ExerciseFolder, Subject } from './exercise-folder.ts';

export interface Run {
  subject: Subject;
  runtime: RuntimeChoice;
  seed: number;
  /** Ids of the checks that were to run; all when absent. */
  only?: readonly string[];
  report: Report;
}

export interface Outcomes {
  folder: ExerciseFolder;
  subjects: readonly Subject[];
  runs: readonly Run[];
}

/** Ids of the checks with this status, in the report's order. */
export const idsWith = (report: Report, status: CheckResult['status']): string[] =>
  report.checks.filter((check) => check.status === status).map((check) => check.id);

/** Runs that say something about the app; where our side failed another rule speaks. */
export const gradedRuns = (outcomes: Outcomes, subject: Subject): Run[] =>
  outcomes.runs.filter((run) => run.subject === subject && run.report.verdict !== 'error');

/**
 * Runs with the same finding under one sentence: with twenty seeds a fault is told once.
 * @returns For each finding, where it came up: `node, seed 5`.
 */
export function byFinding(
  runs: readonly Run[],
  find: (run: Run) => readonly string[],
): Array<{ finding: string; where: string; first: Run }> {
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    for (const finding of find(run)) found.set(finding, [...(found.get(finding) ?? []), run]);
  }
  return [...found].map(([finding, where]) => ({
    finding,
    where: whereTold(where),
    first: where[0] as Run,
  }));
}

function whereTold(runs: readonly Run[]): string {
  return [...new Set(runs.map((run) => run.runtime))]
    .map((runtime) => {
      const seeds = runs.filter((run) => run.runtime === runtime).map((run) => run.seed);
      const shown = seeds.slice(0, 3).join(', ');
      return `${runtime}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${shown}${seeds.length > 3 ? ` and ${seeds.length - 3} more` : ''}`;
    })
    .join('; ');
}

/** The command that shows one run in full. */
export const again = ({ subject, runtime, seed, report }: Run): string =>
  `${CALL} grade ${report.exercise} ${subject.folder}${runtime === 'node' ? '' : ` --runtime ${runtime}`} --seed ${seed}`;

/** What a check said in a run, on one line. */
export function said(run: Run, id: string): string {
  const message = run.report.checks.find((check) => check.id === id)?.message ?? '';
  return message.length > 300 ? `${message.slice(0, 300)}…` : message;
}
