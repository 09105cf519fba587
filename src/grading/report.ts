/** What a grading run ends in. The JSON of `other90 grade --json` is a `Report` as it stands. */
import type { RuntimeName } from '../runtimes/runtime.ts';

export type DatabaseKind = 'pglite' | 'postgres';
export type CheckKind = 'attack' | 'feature';
/** `error` means that our side failed: it says nothing about the learner's code. */
export type CheckStatus = 'pass' | 'fail' | 'error';

/** A request as shown and replayed: bodies as text, bounded. */
export interface ShownExchange {
  /** Who sent it, for example "203.0.113.7". */
  client: string;
  request: { method: string; path: string; headers: Array<[string, string]>; body: string };
  /** Absent when no answer came. */
  response?: { status: number; headers: Array<[string, string]>; body: string; durationMs: number };
}

export type Evidence =
  | { type: 'exchange'; exchange: ShownExchange }
  /** Rows found in the database. */
  | { type: 'rows'; title: string; columns: string[]; rows: Array<Array<string | null>> }
  | { type: 'statement'; sql: string; parameters: Array<string | null> }
  | { type: 'log'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'clock'; advancedMs: number }
  | { type: 'note'; text: string };

export interface CheckResult {
  id: string;
  title: string;
  kind: CheckKind;
  status: CheckStatus;
  points: number;
  durationMs: number;
  standards: string[];
  /** What was tried, what happened, what should have happened. For a pass: what was tried and held. */
  message: string;
  /** The same in parts, where the check told them. */
  tried?: string;
  happened?: string;
  expected?: string;
  evidence: Evidence[];
}

export interface Report {
  schema: 1;
  exercise: string;
  runtime: RuntimeName;
  /** `none` for a review: nothing runs. */
  database: DatabaseKind | 'none';
  seed: number;
  durationMs: number;
  verdict: 'pass' | 'fail' | 'error';
  score: { earned: number; max: number };
  checks: CheckResult[];
  /** Why our side failed, for verdict `error` without a check at fault. */
  error?: string;
}

/** Sums up: any error → `error`; any failed check, or none at all → not a pass. */
export function summarise(checks: readonly CheckResult[]): Pick<Report, 'verdict' | 'score'> {
  const max = checks.reduce((sum, check) => sum + check.points, 0);
  const earned = checks.reduce((sum, check) => sum + (check.status === 'pass' ? check.points : 0), 0);
  const has = (status: CheckStatus) => checks.some((check) => check.status === status);
  const verdict = checks.length === 0 || has('error') ? 'error' : has('fail') ? 'fail' : 'pass';
  return { verdict, score: { earned, max } };
}
