/** "Check my fix": a grading run as the page follows it, check by check. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Check } from '../../course/exercise.ts';
import type { GradingEvent } from '../../grading/events.ts';
import type { CheckResult } from '../../grading/report.ts';
import type { Files, Runtime } from '../../runtimes/runtime.ts';
import { sameFiles } from './files.ts';

export interface CheckState {
  check: Check;
  progress: 'idle' | 'waiting' | 'running' | 'done';
  /** From this run or an earlier one. */
  result?: CheckResult;
  /** The files that `result` is about. */
  gradedFiles?: Files;
}

export type Phase =
  | { kind: 'idle' }
  /** The runtime is being fetched and booted. */
  | { kind: 'preparing' }
  | { kind: 'running' }
  | { kind: 'done' }
  | { kind: 'cancelled' }
  /** Our side failed; it says nothing about the learner's code. */
  | { kind: 'broken'; message: string };

export interface GradingOptions {
  exercise: string;
  checks: readonly Check[];
  files: ReadonlySignal<Files>;
  runtime: () => Promise<Runtime>;
  /** Fetches what `files` then holds, before each run. Rejects with a sentence for the learner. */
  fetch?: () => Promise<void>;
  onPass(seed: number): void;
  newSeed?: () => number;
}

export interface Tally {
  total: number;
  done: number;
  passed: number;
  failed: number;
  errors: number;
}

/** A seed as `other90 grade --seed` takes it: an integer from 0 to 2³²−1. */
export function parseSeed(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{1,10}$/.test(trimmed) && Number(trimmed) <= 0xffff_ffff ? Number(trimmed) : undefined;
}

export const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

export class GradingStore {
  readonly phase: Signal<Phase> = signal<Phase>({ kind: 'idle' });
  readonly checks: Signal<CheckState[]>;
  readonly seed: Signal<number | undefined> = signal(undefined);
  /** What the learner typed into the seed field; '' for a fresh one. */
  readonly seedInput = signal('');
  readonly gradedFiles: Signal<Files | undefined> = signal(undefined);
  readonly durationMs: Signal<number | undefined> = signal(undefined);
  readonly busy: ReadonlySignal<boolean>;
  /** The run under way, or the last one. */
  readonly tally: ReadonlySignal<Tally>;
  /** The code was changed since the click. */
  readonly outdated: ReadonlySignal<boolean>;
  /**
   * Failed first, then errors, then the rest, each in the order of the exercise; while running in the order of the run,
   * so that results come from the top.
   */
  readonly ordered: ReadonlySignal<CheckState[]>;
  /** `pass` when every check passed on one and the same code. */
  readonly verdict: ReadonlySignal<'pass' | 'fail' | 'error' | 'partial' | undefined>;

  readonly #options: GradingOptions;
  #abort: AbortController | undefined;
  #inRun = signal<ReadonlySet<string>>(new Set());

  constructor(options: GradingOptions) {
    this.#options = options;
    this.checks = signal(options.checks.map((check) => ({ check, progress: 'idle' }) as CheckState));
    this.busy = computed(() => this.phase.value.kind === 'preparing' || this.phase.value.kind === 'running');
    this.outdated = computed(() => {
      const graded = this.gradedFiles.value;
      return graded !== undefined && !sameFiles(graded, options.files.value);
    });
    this.tally = computed(() => {
      const inRun = this.checks.value.filter(({ check }) => this.#inRun.value.has(check.id));
      const done = inRun.filter(({ progress }) => progress === 'done');
      const count = (status: CheckResult['status']) =>
        done.filter(({ result }) => result?.status === status).length;
      return {
        total: inRun.length,
        done: done.length,
        passed: count('pass'),
        failed: count('fail'),
        errors: count('error'),
      };
    });
    this.ordered = computed(() => {
      const checks = this.checks.value;
      if (this.busy.value) {
        const run = this.#inRun.value;
        const inRun = [...run].flatMap((id) => checks.filter(({ check }) => check.id === id));
        return [...inRun, ...checks.filter(({ check }) => !run.has(check.id))];
      }
      const rank = ({ result }: CheckState) =>
        result?.status === 'fail' ? 0 : result?.status === 'error' ? 1 : result ? 3 : 2;
      return [...checks].sort((a, b) => rank(a) - rank(b));
    });
    this.verdict = computed(() => {
      if (this.phase.value.kind !== 'done') return undefined;
      const graded = this.gradedFiles.value;
      const checks = this.checks.value;
      const { failed, errors } = this.tally.value;
      if (errors > 0) return 'error';
      if (failed > 0) return 'fail';
      const all = checks.every(
        ({ result, gradedFiles }) =>
          result?.status === 'pass' && gradedFiles && graded && sameFiles(gradedFiles, graded),
      );
      return all ? 'pass' : 'partial';
    });
  }

  failedIds(): string[] {
    return this.checks
      .peek()
      .filter(({ result }) => result !== undefined && result.status !== 'pass')
      .map(({ check }) => check.id);
  }

  /**
   * Grades the files as they are now. A run under way is cancelled first.
   * @param only Ids of the checks to run; all when absent.
   * @param given The seed, instead of the one that the learner typed, or a fresh one.
   */
  async grade(only?: readonly string[], given?: number): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    let files = this.#options.files.peek();
    const seed = given ?? parseSeed(this.seedInput.peek()) ?? (this.#options.newSeed ?? randomSeed)();
    const ids = new Set(only ?? this.#options.checks.map(({ id }) => id));
    batch(() => {
      this.phase.value = { kind: 'preparing' };
      this.seed.value = seed;
      this.gradedFiles.value = files;
      this.durationMs.value = undefined;
      this.#inRun.value = ids;
      this.checks.value = this.checks
        .peek()
        .map((state) =>
          ids.has(state.check.id) ? { check: state.check, progress: 'waiting' } : settle(state),
        );
    });
    try {
      if (this.#options.fetch) {
        await this.#options.fetch();
        if (abort.signal.aborted) return;
        files = this.#options.files.peek();
        this.gradedFiles.value = files;
      }
      const runtime = await this.#options.runtime();
      if (abort.signal.aborted) return;
      const report = await runtime.grade(
        { exercise: this.#options.exercise, files, seed, ...(only && { only }) },
        { onEvent: (event) => abort.signal.aborted || this.#follow(event, files), signal: abort.signal },
      );
      if (abort.signal.aborted) return;
      batch(() => {
        // The report is what counts; events are its live preview.
        for (const result of report.checks) this.#end(result, files);
        this.durationMs.value = report.durationMs;
        this.checks.value = this.checks.peek().map(settle);
        this.phase.value =
          report.error !== undefined ? { kind: 'broken', message: report.error } : { kind: 'done' };
      });
      if (this.verdict.peek() === 'pass') this.#options.onPass(seed);
    } catch (error) {
      if (abort.signal.aborted) return;
      batch(() => {
        this.checks.value = this.checks.peek().map(settle);
        this.phase.value = {
          kind: 'broken',
          message: error instanceof Error ? error.message : String(error),
        };
      });
    }
  }

  cancel(): void {
    if (!this.busy.peek()) return;
    this.#abort?.abort();
    batch(() => {
      this.checks.value = this.checks.peek().map(settle);
      this.phase.value = { kind: 'cancelled' };
    });
  }

  #follow(event: GradingEvent, files: Files): void {
    switch (event.type) {
      case 'started':
        batch(() => {
          this.phase.value = { kind: 'running' };
          this.#inRun.value = new Set(event.checks);
        });
        break;
      case 'check-started':
        this.#update(event.id, (state) => ({ ...state, progress: 'running' }));
        break;
      case 'check-ended':
        this.#end(event.result, files);
        break;
      case 'ended':
        break;
    }
  }

  #end(result: CheckResult, files: Files): void {
    this.#update(result.id, (state) => ({ ...state, progress: 'done', result, gradedFiles: files }));
  }

  #update(id: string, change: (state: CheckState) => CheckState): void {
    this.checks.value = this.checks.peek().map((state) => (state.check.id === id ? change(state) : state));
  }
}

/** Nothing waits or runs any more. */
const settle = (state: CheckState): CheckState =>
  state.progress === 'waiting' || state.progress === 'running' ? { ...state, progress: 'idle' } : state;
