/** The learner's work in IndexedDB. */
import { sameFiles } from '../state/files.ts';
import { openWork, type WorkDatabase } from './open-work.ts';
import { MAX_SNAPSHOTS, type Snapshot, type Work, type WorkStorage } from './work-storage.ts';

export class IndexedDbStorage implements WorkStorage {
  #opened: Promise<WorkDatabase> | undefined;

  /** Opens on first use, and again after the browser closed it (storage cleared, another tab upgrades). */
  #open(): Promise<WorkDatabase> {
    const forget = () => {
      this.#opened = undefined;
    };
    this.#opened ??= openWork(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return this.#opened;
  }

  async load(exercise: string): Promise<Work | undefined> {
    return (await this.#open()).get('work', exercise);
  }

  async save(work: Work, expectedRevision: number): Promise<number> {
    const transaction = (await this.#open()).transaction(['work', 'snapshots'], 'readwrite');
    const stored = await transaction.objectStore('work').get(work.exercise);
    let revision = expectedRevision + 1;
    if (stored && stored.revision !== expectedRevision) {
      revision = Math.max(stored.revision, expectedRevision) + 1;
      if (!sameFiles(stored.files, work.files))
        await transaction.objectStore('snapshots').add({
          exercise: work.exercise,
          at: work.updatedAt,
          reason: 'other-tab',
          files: stored.files,
        });
    }
    await transaction.objectStore('work').put({ ...work, revision });
    await transaction.done;
    return revision;
  }

  async snapshots(exercise: string): Promise<Snapshot[]> {
    const database = await this.#open();
    const found: Snapshot[] = [];
    const index = database.transaction('snapshots').store.index('exercise');
    for await (const cursor of index.iterate(exercise, 'prev'))
      found.push({ ...cursor.value, id: cursor.primaryKey });
    return found;
  }

  async addSnapshot(snapshot: Omit<Snapshot, 'id'>): Promise<void> {
    const transaction = (await this.#open()).transaction('snapshots', 'readwrite');
    await transaction.store.add(snapshot);
    const keys = await transaction.store.index('exercise').getAllKeys(snapshot.exercise);
    for (const key of keys.slice(0, Math.max(0, keys.length - MAX_SNAPSHOTS)))
      await transaction.store.delete(key);
    await transaction.done;
  }
}
