/**
 * "Same tool, three outcomes": the starter, a wrong fix, the solution and the learner's own code under the same checks,
 * graded one after the other by the grader that judges the learner. Nothing here is known beforehand.
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Check, FixExercise } from '../../course/exercise.ts';
import type { ProofWords } from '../../course/proof.ts';
import type { Files, Runtime } from '../../runtimes/runtime.ts';
import { type CheckState, GradingStore, randomSeed } from './grading.ts';

export type ColumnId = 'starter' | 'wrong' | 'solution' | 'own';

export interface Column {
  id: ColumnId;
  grading: GradingStore;
}

export interface WrongFix {
  words: ProofWords;
  fetch(): Promise<Files>;
}

export interface ReferencesOptions {
  exercise: FixExercise;
  starter: Files;
  /** Absent when the exercise names no wrong fix to show. */
  wrong?: WrongFix;
  fetchSolution: () => Promise<Files>;
}

/** The columns that are the same whatever the learner writes. Their results last as long as the page. */
export class References {
  readonly columns: readonly Column[];
  readonly wrong: WrongFix | undefined;
  /** Where they are graded: that of the workspace which is open. */
  runtime: () => Promise<Runtime> = () => Promise.reject(new Error('The workbench is not open.'));

  constructor({ exercise, starter, wrong, fetchSolution }: ReferencesOptions) {
    this.wrong = wrong;
    const column = (id: ColumnId, fetch: () => Promise<Files>): Column => {
      const files = signal<Files>({});
      const grading = new GradingStore({
        exercise: exercise.id,
        checks: exercise.checks,
        files,
        fetch: async () => {
          files.value = await fetch();
        },
        runtime: () => this.runtime(),
        onPass: () => {},
      });
      return { id, grading };
    };
    this.columns = [
      column('starter', async () => starter),
      ...(wrong ? [column('wrong', wrong.fetch)] : []),
      column('solution', fetchSolution),
    ];
  }
}

export interface OutcomesOptions {
  references: References;
  /** The learner's own column: what "Check my fix" says stands in it, too. */
  own: GradingStore;
  /** The learner has passed, or asked to see the solution. */
  solutionOpen: ReadonlySignal<boolean>;
  newSeed?: () => number;
}

export class OutcomesStore {
  readonly columns: readonly Column[];
  readonly solutionOpen: ReadonlySignal<boolean>;
  /** What is being graded, and what still waits for its turn. */
  readonly current: Signal<ColumnId | undefined> = signal(undefined);
  readonly waiting: Signal<readonly ColumnId[]> = signal<readonly ColumnId[]>([]);
  readonly busy: ReadonlySignal<boolean>;
  /** The column that ended last, for those who do not see it; a new object each time. */
  readonly ended: Signal<Column | undefined> = signal(undefined);

  readonly #own: GradingStore;
  readonly #newSeed: () => number;
  #seed: number | undefined;
  #run: AbortController | undefined;

  constructor({ references, own, solutionOpen, newSeed = randomSeed }: OutcomesOptions) {
    this.columns = [...references.columns, { id: 'own', grading: own }];
    this.solutionOpen = solutionOpen;
    this.#own = own;
    this.#newSeed = newSeed;
    this.busy = computed(() => this.current.value !== undefined || this.waiting.value.length > 0);
  }

  /**
   * All columns. The solution takes part only after a pass or a reveal; before that its own button grades it unseen:
   * that all checks can pass, the learner may know; its files are fetched for nothing less than a click on it.
   */
  gradeAll(): Promise<void> {
    this.#seed = undefined;
    const open = this.solutionOpen.peek();
    return this.grade(this.columns.map(({ id }) => id).filter((id) => open || id !== 'solution'));
  }

  /** One after the other, with one seed, so that the same names and payloads meet each. Never rejects. */
  async grade(ids: readonly ColumnId[]): Promise<void> {
    this.cancel();
    const run = new AbortController();
    this.#run = run;
    this.#seed ??= this.#newSeed();
    this.waiting.value = ids;
    // There is one grader: a "Check my fix" under way has it first.
    await until(() => !this.#own.busy.value, run.signal);
    for (const column of this.columns) {
      if (run.signal.aborted) return;
      if (!ids.includes(column.id)) continue;
      batch(() => {
        this.current.value = column.id;
        this.waiting.value = this.waiting.peek().filter((id) => id !== column.id);
      });
      await column.grading.grade(undefined, this.#seed);
      if (run.signal.aborted) return;
      // Cancelled from elsewhere: whoever does that wants the machine for something else.
      if (column.grading.phase.peek().kind === 'cancelled') return this.cancel();
      this.ended.value = { ...column };
    }
    this.#rest();
  }

  cancel(): void {
    if (!this.busy.peek()) return;
    this.#run?.abort();
    this.columns.find(({ id }) => id === this.current.peek())?.grading.cancel();
    this.#rest();
  }

  #rest(): void {
    batch(() => {
      this.current.value = undefined;
      this.waiting.value = [];
    });
  }
}

/** What a column says so far: from its last run, and for the own code also from runs of single checks. */
export function score(
  states: readonly CheckState[],
  of: (check: Check) => boolean = () => true,
): { total: number; graded: number; passed: number } {
  const wanted = states.filter(({ check }) => of(check));
  return {
    total: wanted.length,
    graded: wanted.filter(({ result }) => result !== undefined).length,
    passed: wanted.filter(({ result }) => result?.status === 'pass').length,
  };
}

/** Resolves when `condition` holds or the signal aborts. */
function until(condition: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      resolve();
      // The effect may be in its first run, before there is a way to stop it.
      queueMicrotask(() => stop());
    };
    signal.addEventListener('abort', done, { once: true });
    const stop = effect(() => {
      if (condition()) done();
    });
  });
}
