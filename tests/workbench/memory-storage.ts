/** The learner's storage in memory, for tests: as IndexedDB in what it keeps, with hands on when it answers. */
import { sameFiles } from '../../src/workbench/state/files.ts';
import type { Snapshot, Work, WorkStorage } from '../../src/workbench/storage/work-storage.ts';

export class MemoryStorage implements WorkStorage {
  readonly works = new Map<string, Work>();
  kept: Snapshot[] = [];
  saves = 0;
  /** While set, everything is refused with it. */
  refusal: Error | undefined;
  #gate: Promise<void> = Promise.resolve();
  #nextId = 1;

  /** Saves wait until the returned function is called. */
  hold(): () => void {
    let open = () => {};
    this.#gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }

  async load(exercise: string): Promise<Work | undefined> {
    this.#check();
    return structuredClone(this.works.get(exercise));
  }

  async save(work: Work, expectedRevision: number): Promise<number> {
    this.saves++;
    await this.#gate;
    this.#check();
    const stored = this.works.get(work.exercise);
    const conflict = stored && stored.revision !== expectedRevision;
    if (conflict && !sameFiles(stored.files, work.files))
      await this.addSnapshot({
        exercise: work.exercise,
        at: work.updatedAt,
        reason: 'other-tab',
        files: stored.files,
      });
    const revision = Math.max(stored?.revision ?? 0, expectedRevision) + 1;
    this.works.set(work.exercise, structuredClone({ ...work, revision }));
    return revision;
  }

  async snapshots(exercise: string): Promise<Snapshot[]> {
    this.#check();
    return this.kept.filter((snapshot) => snapshot.exercise === exercise).reverse();
  }

  async addSnapshot(snapshot: Omit<Snapshot, 'id'>): Promise<void> {
    this.#check();
    this.kept.push({ ...snapshot, id: this.#nextId++ });
  }

  #check(): void {
    if (this.refusal) throw this.refusal;
  }
}
