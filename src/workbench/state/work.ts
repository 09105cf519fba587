/**
 * The learner's files and everything that must survive: each change goes to storage at once (one write under way at a
 * time, the newest state next), so a crash loses at most the keystrokes of the last few milliseconds.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Files } from '../../runtimes/runtime.ts';
import type { Snapshot, SnapshotReason, Work, WorkStorage } from '../storage/work-storage.ts';
import { adoptStarter, nameProblem, sameFiles, sortedNames } from './files.ts';

export type SaveState =
  /** Nothing changed yet, or everything is kept. */
  | { kind: 'saved' }
  | { kind: 'saving' }
  /** The browser does not keep it: why, in its words. */
  | { kind: 'refused'; reason: string };

/** The part of the work that another tab shows live. */
export type LiveWork = Pick<
  Work,
  'files' | 'base' | 'activeFile' | 'hintsShown' | 'solutionShown' | 'passed' | 'revision'
>;

export interface WorkOptions {
  exercise: string;
  entry: string;
  starter: Files;
  storage: WorkStorage;
  now?: () => number;
}

export class WorkStore {
  readonly files: Signal<Files>;
  readonly base: Signal<Files>;
  readonly activeFile: Signal<string>;
  /** Numbers of the hints shown so far, from 1, in the order they were asked for. */
  readonly hintsShown: Signal<number[]> = signal<number[]>([]);
  readonly solutionShown = signal(false);
  readonly passed: Signal<Work['passed']> = signal(undefined);
  readonly saveState: Signal<SaveState> = signal<SaveState>({ kind: 'saved' });
  readonly snapshots: Signal<Snapshot[]> = signal<Snapshot[]>([]);
  /** False until what was kept is back: nothing may be edited before. */
  readonly restored = signal(false);
  /** Another tab has the pen. */
  readonly watching = signal(false);
  readonly readOnly: ReadonlySignal<boolean> = computed(() => !this.restored.value || this.watching.value);
  readonly names: ReadonlySignal<string[]>;
  readonly untouched: ReadonlySignal<boolean>;
  /** The exercise came with a newer starter than the one this work began from. */
  readonly starterUpdate: ReadonlySignal<boolean>;

  readonly starter: Files;
  readonly entry: string;
  readonly #exercise: string;
  readonly #storage: WorkStorage;
  readonly #now: () => number;
  readonly #listeners = new Set<(work: LiveWork) => void>();
  #revision = 0;
  #dirty = false;
  #writing: Promise<void> | undefined;

  constructor({ exercise, entry, starter, storage, now = Date.now }: WorkOptions) {
    this.#exercise = exercise;
    this.#storage = storage;
    this.#now = now;
    this.starter = starter;
    this.entry = entry;
    this.files = signal(starter);
    this.base = signal(starter);
    this.activeFile = signal(entry in starter ? entry : (Object.keys(starter)[0] ?? entry));
    this.names = computed(() => sortedNames(this.files.value, entry));
    this.untouched = computed(() => sameFiles(this.files.value, this.base.value));
    this.starterUpdate = computed(() => !sameFiles(this.base.value, this.starter));
  }

  /** Brings back what was kept. Never rejects: without storage the starter is there and the learner is told. */
  async restore(): Promise<void> {
    try {
      const work = await this.#storage.load(this.#exercise);
      if (work) this.#apply(work);
      // Nobody worked on the old starter: take the new one without a question.
      if (this.untouched.value && this.starterUpdate.value)
        batch(() => {
          this.files.value = this.starter;
          this.base.value = this.starter;
          this.#keepActive();
        });
      this.snapshots.value = await this.#storage.snapshots(this.#exercise);
    } catch (error) {
      this.saveState.value = { kind: 'refused', reason: reasonOf(error) };
    }
    this.restored.value = true;
  }

  /** Called after each change made here, for a tab that watches. Returns the way to stop. */
  onChange(listener: (work: LiveWork) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows what another tab has; nothing is saved here. */
  follow(work: LiveWork): void {
    this.#apply(work);
  }

  live(): LiveWork {
    return {
      files: this.files.peek(),
      base: this.base.peek(),
      activeFile: this.activeFile.peek(),
      hintsShown: this.hintsShown.peek(),
      solutionShown: this.solutionShown.peek(),
      passed: this.passed.peek(),
      revision: this.#revision,
    };
  }

  edit(name: string, text: string): void {
    const files = this.files.peek();
    if (this.readOnly.peek() || !Object.hasOwn(files, name) || files[name] === text) return;
    this.files.value = { ...files, [name]: text };
    this.#changed();
  }

  open(name: string): void {
    if (!Object.hasOwn(this.files.peek(), name) || this.activeFile.peek() === name) return;
    this.activeFile.value = name;
    if (!this.readOnly.peek()) this.#changed();
  }

  /** @returns what is wrong with the name, or `undefined` when the file is there. */
  create(name: string, text = ''): string | undefined {
    const problem = nameProblem(name, this.files.peek());
    if (problem) return problem;
    if (this.readOnly.peek()) return READ_ONLY;
    batch(() => {
      this.files.value = { ...this.files.peek(), [name]: text };
      this.activeFile.value = name;
    });
    this.#changed();
    return undefined;
  }

  /** @returns what is wrong with the new name, or `undefined`. */
  rename(from: string, to: string): string | undefined {
    const { [from]: text, ...others } = this.files.peek();
    if (text === undefined || from === to) return undefined;
    const problem = this.#entryProblem(from, 'renamed') ?? nameProblem(to, others);
    if (problem) return problem;
    if (this.readOnly.peek()) return READ_ONLY;
    batch(() => {
      this.files.value = { ...others, [to]: text };
      if (this.activeFile.peek() === from) this.activeFile.value = to;
    });
    this.#changed();
    return undefined;
  }

  /** Takes a file away; `create` with the returned text brings it back. @returns the text, or why not. */
  remove(name: string): { text: string } | { problem: string } {
    const { [name]: text, ...others } = this.files.peek();
    if (text === undefined) return { problem: `${name} is not there.` };
    const problem = this.#entryProblem(name, 'deleted') ?? (this.readOnly.peek() ? READ_ONLY : undefined);
    if (problem) return { problem };
    batch(() => {
      this.files.value = others;
      this.#keepActive();
    });
    this.#changed();
    return { text };
  }

  /** Replaces all files; what was there becomes a snapshot first. Rejects when the snapshot can't be kept. */
  async replaceAll(files: Files, reason: SnapshotReason, base = this.base.peek()): Promise<void> {
    if (this.readOnly.peek()) return;
    const before = this.files.peek();
    if (!sameFiles(before, files)) await this.#snapshot(before, reason);
    batch(() => {
      this.files.value = files;
      this.base.value = base;
      this.#keepActive();
    });
    this.#changed();
  }

  startOver(): Promise<void> {
    return this.replaceAll(this.starter, 'start-over', this.starter);
  }

  restoreSnapshot(snapshot: Snapshot): Promise<void> {
    return this.replaceAll(snapshot.files, 'restore');
  }

  /** Takes the newer starter where the learner changed nothing. @returns names changed on both sides: theirs stayed. */
  async adoptUpdate(): Promise<string[]> {
    const { files, kept } = adoptStarter(this.files.peek(), this.base.peek(), this.starter);
    await this.replaceAll(files, 'starter-update', this.starter);
    return kept;
  }

  /** Stays with the own files and does not ask again about this starter. */
  keepMine(): void {
    this.base.value = this.starter;
    this.#changed();
  }

  /** `number` from 1. */
  showHint(number: number): void {
    if (this.hintsShown.peek().includes(number)) return;
    this.hintsShown.value = [...this.hintsShown.peek(), number];
    this.#changed();
  }

  showSolution(): void {
    this.solutionShown.value = true;
    this.#changed();
  }

  /** Keeps the first pass. */
  pass(seed: number): void {
    if (this.passed.peek()) return;
    this.passed.value = { at: this.#now(), seed };
    this.#changed();
  }

  /** Resolves when everything is kept, or refused. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #changed(): void {
    if (this.readOnly.peek()) return;
    this.#dirty = true;
    for (const listener of this.#listeners) listener(this.live());
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    this.saveState.value = { kind: 'saving' };
    try {
      while (this.#dirty) {
        this.#dirty = false;
        const work: Work = { ...this.live(), exercise: this.#exercise, updatedAt: this.#now() };
        this.#revision = await this.#storage.save(work, this.#revision);
      }
      this.saveState.value = { kind: 'saved' };
    } catch (error) {
      // The next change tries again: the learner may have made room.
      this.saveState.value = { kind: 'refused', reason: reasonOf(error) };
    } finally {
      // In the same step as the last look at #dirty, so that no change falls between.
      this.#writing = undefined;
    }
  }

  async #snapshot(files: Files, reason: SnapshotReason): Promise<void> {
    const snapshot = { exercise: this.#exercise, at: this.#now(), reason, files };
    try {
      await this.#storage.addSnapshot(snapshot);
      this.snapshots.value = await this.#storage.snapshots(this.#exercise);
    } catch (error) {
      // Kept for as long as the page is open, and said.
      const id = -1 - this.snapshots.peek().length;
      this.snapshots.value = [{ ...snapshot, id }, ...this.snapshots.peek()];
      this.saveState.value = { kind: 'refused', reason: reasonOf(error) };
    }
  }

  #apply(work: LiveWork): void {
    batch(() => {
      this.#revision = work.revision;
      this.files.value = work.files;
      this.base.value = work.base;
      this.activeFile.value = work.activeFile;
      this.hintsShown.value = work.hintsShown;
      this.solutionShown.value = work.solutionShown;
      this.passed.value = work.passed;
      this.#keepActive();
    });
  }

  #keepActive(): void {
    const files = this.files.peek();
    if (!Object.hasOwn(files, this.activeFile.peek()))
      this.activeFile.value = Object.hasOwn(files, this.entry)
        ? this.entry
        : (Object.keys(files)[0] ?? this.entry);
  }

  #entryProblem(name: string, done: string): string | undefined {
    return name === this.entry ? `${name} is the file that is run: it can't be ${done}.` : undefined;
  }
}

const READ_ONLY = 'This exercise is being edited in another tab.';

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return 'The space that the browser gives this site is full.';
  if (error instanceof Error && error.message) return error.message;
  return 'The browser refuses to store anything for this site.';
}
