/** What a grading run tells while it goes on; the page and the terminal follow the same events. */
import type { CheckResult, Report } from './report.ts';

export type GradingEvent =
  /** The ids of all checks that will run, in order. */
  | { type: 'started'; exercise: string; seed: number; checks: string[] }
  | { type: 'check-started'; id: string }
  | { type: 'check-ended'; result: CheckResult }
  | { type: 'ended'; report: Report };
