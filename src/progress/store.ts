/**
 * The learner's progress in IndexedDB: lessons read are kept here; exercises passed stand in the workbench's database and
 * are only read. Every function rejects with a `StorageRefused` when the browser keeps nothing.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { openWork } from '../workbench/storage/open-work.ts';
import type { Work } from '../workbench/storage/work-storage.ts';
import { announceChange } from './changes.ts';
import type { ExerciseProgress, Progress } from './course-map.ts';

export interface LessonRead {
  id: string;
  /** Epoch milliseconds. */
  readAt: number;
}

/** Everything that an export holds, an import writes, and its undo brings back. */
export interface Kept {
  lessons: LessonRead[];
  work: Work[];
}

interface ProgressSchema extends DBSchema {
  lessons: { key: string; value: LessonRead };
  /** What the last import replaced, under the key `import`. */
  undo: { key: string; value: Undo };
}

export interface Undo {
  /** When the import was. */
  at: number;
  /** The lessons as they were, all of them. */
  lessons: LessonRead[];
  /** The work as it was on the exercises that the import wrote; `undefined`: there was none. */
  work: Array<{ exercise: string; before: Work | undefined }>;
}

/** The browser keeps nothing; `message` is a sentence for the learner. */
export class StorageRefused extends Error {
  override name = 'StorageRefused';
  /** The disk or the browser's share of it is full. */
  readonly full: boolean;

  constructor(cause: unknown) {
    const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      full
        ? 'The browser’s storage for this site is full.'
        : `The browser does not let this site keep anything (${reason.replace(/\.$/, '')}).`,
      { cause },
    );
    this.full = full;
  }
}

type Database = IDBPDatabase<ProgressSchema>;

let opened: Promise<Database> | undefined;

function open(): Promise<Database> {
  const forget = () => {
    opened = undefined;
  };
  opened ??= openDB<ProgressSchema>('other90-progress', 1, {
    upgrade(database) {
      database.createObjectStore('lessons', { keyPath: 'id' });
      database.createObjectStore('undo');
    },
    blocking: (_current, _blocked, event) => {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget,
  }).catch((error: unknown) => {
    forget();
    throw error;
  });
  return opened;
}

async function orRefused<T>(doing: () => Promise<T>): Promise<T> {
  try {
    return await doing();
  } catch (error) {
    throw new StorageRefused(error);
  }
}

/** All work on exercises. The connection is closed again, so that it never stands in the workbench's way. */
async function allWork(): Promise<Work[]> {
  const database = await openWork();
  try {
    return await database.getAll('work');
  } finally {
    database.close();
  }
}

export function readKept(): Promise<Kept> {
  return orRefused(async () => {
    const [lessons, work] = await Promise.all([(await open()).getAll('lessons'), allWork()]);
    return { lessons, work };
  });
}

export async function readProgress(): Promise<Progress> {
  const { lessons, work } = await readKept();
  return {
    lessons: new Map(lessons.map(({ id, readAt }) => [id, readAt])),
    exercises: new Map(work.map((one) => [one.exercise, exerciseProgress(one)])),
  };
}

function exerciseProgress({ passed, updatedAt, hintsShown, solutionShown }: Work): ExerciseProgress {
  return {
    touchedAt: updatedAt,
    hints: hintsShown.length,
    solutionShown,
    ...(passed && { passedAt: passed.at }),
  };
}

/** Keeps the first time; a lesson read again stays read since then. */
export async function markRead(id: string, now = Date.now()): Promise<void> {
  await orRefused(async () => {
    const transaction = (await open()).transaction('lessons', 'readwrite');
    if ((await transaction.store.getKey(id)) === undefined) await transaction.store.put({ id, readAt: now });
    await transaction.done;
  });
  announceChange();
}

export async function markUnread(id: string): Promise<void> {
  await orRefused(async () => (await open()).delete('lessons', id));
  announceChange();
}

/**
 * Writes what an export held. Lessons are added, each with the earlier time; the work on an exercise in `kept` takes the
 * place of what is here, other exercises stay. What was replaced is kept for `undoImport`, and kept first.
 */
export async function importKept(kept: Kept, now = Date.now()): Promise<void> {
  const here = await readKept();
  const works = new Map(here.work.map((one) => [one.exercise, one]));
  const since = new Map(here.lessons.map(({ id, readAt }) => [id, readAt]));
  const undo: Undo = {
    at: now,
    lessons: here.lessons,
    work: kept.work.map(({ exercise }) => ({ exercise, before: works.get(exercise) })),
  };
  const lessons = kept.lessons.map(({ id, readAt }) => ({
    id,
    readAt: Math.min(readAt, since.get(id) ?? readAt),
  }));
  await orRefused(async () => {
    const transaction = (await open()).transaction(['lessons', 'undo'], 'readwrite');
    await transaction.objectStore('undo').put(undo, 'import');
    for (const lesson of lessons) await transaction.objectStore('lessons').put(lesson);
    await transaction.done;
  });
  await writeWork(kept.work.map((work) => ({ exercise: work.exercise, work })));
  announceChange();
}

/** What an undo would bring back; `undefined` when nothing was imported. */
export function importToUndo(): Promise<Undo | undefined> {
  return orRefused(async () => (await open()).get('undo', 'import'));
}

/** Brings back what the last import replaced. */
export async function undoImport(): Promise<void> {
  const undo = await importToUndo();
  if (!undo) return;
  await writeWork(undo.work.map(({ exercise, before }) => ({ exercise, work: before })));
  await orRefused(async () => {
    const transaction = (await open()).transaction(['lessons', 'undo'], 'readwrite');
    await transaction.objectStore('lessons').clear();
    for (const lesson of undo.lessons) await transaction.objectStore('lessons').put(lesson);
    await transaction.objectStore('undo').delete('import');
    await transaction.done;
  });
  announceChange();
}

/**
 * All or nothing. The revision goes up, so that a tab with the exercise open notices at its next save and keeps these
 * files as a snapshot before it writes its own.
 */
async function writeWork(
  changes: ReadonlyArray<{ exercise: string; work: Work | undefined }>,
): Promise<void> {
  if (changes.length === 0) return;
  await orRefused(async () => {
    const database = await openWork();
    try {
      const transaction = database.transaction('work', 'readwrite');
      for (const { exercise, work } of changes) {
        const revision = ((await transaction.store.get(exercise))?.revision ?? 0) + 1;
        if (work) await transaction.store.put({ ...work, revision });
        else await transaction.store.delete(exercise);
      }
      await transaction.done;
    } finally {
      database.close();
    }
  });
}
