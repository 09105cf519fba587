/** The database that holds the learner's work: the workbench writes it, the course's progress reads it. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Snapshot, Work } from './work-storage.ts';

export interface WorkSchema extends DBSchema {
  work: { key: string; value: Work };
  snapshots: { key: number; value: Omit<Snapshot, 'id'>; indexes: { exercise: string } };
}

export type WorkDatabase = IDBPDatabase<WorkSchema>;

const NAME = 'other90-work';
const VERSION = 1;

/**
 * @param gone called when the browser closed the connection, or another tab needs it closed: open again on next use.
 * Rejects when the browser refuses storage.
 */
export function openWork(gone: () => void = () => {}): Promise<WorkDatabase> {
  return openDB<WorkSchema>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore('work', { keyPath: 'exercise' });
      const snapshots = database.createObjectStore('snapshots', { autoIncrement: true });
      snapshots.createIndex('exercise', 'exercise');
    },
    blocking: (_current, _blocked, event) => {
      gone();
      (event.target as IDBDatabase).close();
    },
    terminated: gone,
  });
}
