/** One learner's review: its marks and what was handed in, kept as the workbench keeps files. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { Tabs, type TabsEnvironment } from '../../workbench/state/tabs.ts';
import { WorkStore } from '../../workbench/state/work.ts';
import type { WorkStorage } from '../../workbench/storage/work-storage.ts';
import { isSame } from '../same-place.ts';
import { type ReviewScore, scoreReview } from '../score.ts';
import type { PageKey } from './key.ts';
import {
  type DraftMark,
  EMPTY,
  HANDED_IN_FILE,
  type HandedIn,
  isComplete,
  type Lines,
  MARKS_FILE,
  marksText,
  plainMark,
  readHandedIn,
  readMarks,
} from './marks.ts';

export interface ReviewStoreOptions {
  exercise: string;
  lines: Lines;
  /** Marks that a review may have. */
  atMost: number;
  storage: WorkStorage;
  tabs: TabsEnvironment;
  loadKey(): Promise<PageKey>;
  now?: () => number;
}

/** What happened, with the way back where there is one. */
export interface Word {
  text: string;
  undo?(): void;
}

export class ReviewStore {
  readonly work: WorkStore;
  readonly tabs: Tabs;
  readonly marks: ReadonlySignal<DraftMark[]>;
  readonly handedIn: ReadonlySignal<HandedIn | undefined>;
  readonly key: Signal<PageKey | undefined> = signal(undefined);
  readonly score: ReadonlySignal<ReviewScore | undefined>;
  /** The marks are others than those that were handed in. */
  readonly changed: ReadonlySignal<boolean>;
  /** The mark whose form is open. */
  readonly open: Signal<number | undefined> = signal(undefined);
  readonly word: Signal<Word | undefined> = signal(undefined);
  readonly handing = signal(false);

  readonly #options: ReviewStoreOptions;

  constructor(options: ReviewStoreOptions) {
    const { exercise, lines, storage, tabs } = options;
    this.#options = options;
    this.work = new WorkStore({ exercise, entry: MARKS_FILE, starter: EMPTY, storage });
    this.tabs = new Tabs(this.work, exercise, tabs);
    this.marks = computed(() => readMarks(this.work.files.value[MARKS_FILE], lines));
    this.handedIn = computed(() => readHandedIn(this.work.files.value[HANDED_IN_FILE], lines));
    this.score = computed(() => {
      const key = this.key.value;
      const handedIn = this.handedIn.value;
      return key && handedIn && scoreReview(key, handedIn.marks);
    });
    this.changed = computed(() => {
      const then = this.handedIn.value?.marks ?? [];
      const now = this.marks.value;
      return (
        now.length !== then.length ||
        now.some((mark, index) => {
          const other = then[index];
          return (
            !other ||
            !isSame(other, mark) ||
            other.category !== mark.category ||
            other.severity !== mark.severity
          );
        })
      );
    });
  }

  /** Brings back what was kept, and the result of what was handed in. */
  async start(): Promise<void> {
    await this.work.restore();
    await this.tabs.start();
    if (!this.handedIn.peek()) return;
    // Without a connection the marks are there all the same.
    await this.#fetchKey().catch(() => undefined);
  }

  /** Sets a mark and opens its form. */
  add(file: string, line: number): void {
    if (this.work.readOnly.peek()) return;
    const marks = this.marks.peek();
    const text = this.#options.lines[file]?.[line - 1] ?? '';
    const added = inOrder([...marks, { id: 0, file, line, text }]);
    this.#write(added);
    // The numbers follow the order.
    this.open.value = added.findLastIndex((mark) => mark.file === file && mark.line === line) + 1;
  }

  change(id: number, said: Pick<DraftMark, 'category'> | Pick<DraftMark, 'severity'>): void {
    this.#write(this.marks.peek().map((mark) => (mark.id === id ? { ...mark, ...said } : mark)));
  }

  remove(id: number): void {
    const gone = this.marks.peek().find((mark) => mark.id === id);
    if (!gone || this.work.readOnly.peek()) return;
    batch(() => {
      this.open.value = undefined;
      this.#write(this.marks.peek().filter((mark) => mark.id !== id));
      this.word.value = {
        text: `The mark on line ${gone.line} is gone.`,
        // What was marked since stays.
        undo: () => {
          this.open.value = undefined;
          this.#write(inOrder([...this.marks.peek(), gone]));
        },
      };
    });
  }

  /** Empties the review; what was there is kept and comes back by the word's undo. */
  async startOver(): Promise<void> {
    const { exercise } = this.#options;
    const files = this.work.files.peek();
    const marks = this.marks.peek();
    this.open.value = undefined;
    await this.work.startOver();
    this.word.value = {
      text: 'Started over: every mark is gone.',
      undo: () => {
        this.open.value = undefined;
        const all = inOrder([...marks, ...this.marks.peek()]);
        void this.work.replaceAll({ ...files, [MARKS_FILE]: marksText(exercise, all) }, 'restore');
      },
    };
  }

  /**
   * Grades the marks and keeps the result.
   * @returns whether there is one; else `word` says what is missing, and `open` the mark that lacks it.
   */
  async handIn(): Promise<boolean> {
    if (this.work.readOnly.peek() || this.handing.peek()) return false;
    const marks = this.marks.peek();
    const problem = this.#problem(marks);
    if (problem) {
      this.word.value = { text: problem };
      return false;
    }
    this.handing.value = true;
    try {
      await this.#fetchKey();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.word.value = {
        text: `The key could not be fetched (${reason}). Your marks are kept; check the connection and hand in again.`,
      };
      return false;
    } finally {
      this.handing.value = false;
    }
    const handedIn: HandedIn = {
      at: (this.#options.now ?? Date.now)(),
      times: (this.handedIn.peek()?.times ?? 0) + 1,
      marks: marks.filter(isComplete).map(plainMark),
    };
    batch(() => {
      this.open.value = undefined;
      this.word.value = undefined;
      this.work.edit(HANDED_IN_FILE, JSON.stringify(handedIn));
      if (this.score.value?.passed) this.work.pass(0);
    });
    return true;
  }

  #problem(marks: readonly DraftMark[]): string | undefined {
    const { atMost } = this.#options;
    if (marks.length === 0) return 'Mark a line first. A review that finds nothing has nothing to hand in.';
    if (marks.length > atMost)
      return `A review has ${atMost} marks at most, and these are ${marks.length}. Take away those you are least sure of.`;
    const open = marks.find((mark) => !isComplete(mark));
    if (!open) return undefined;
    this.open.value = open.id;
    return `Line ${open.line}: choose ${open.category === undefined ? 'what is wrong' : 'how bad it is'}, or remove the mark.`;
  }

  async #fetchKey(): Promise<void> {
    this.key.value ??= await this.#options.loadKey();
  }

  #write(marks: readonly DraftMark[]): void {
    this.work.edit(MARKS_FILE, marksText(this.#options.exercise, marks));
  }
}

const inOrder = (marks: readonly DraftMark[]) =>
  marks.toSorted((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line);
