/** The learner's `schema.sql`, run on an empty database before each start: the same in every runtime. */
import { AppFaultError, type SourcePlace } from './faults.ts';
import { type Database, type Files, SqlError } from './runtime.ts';

const SCHEMA_FILE = 'schema.sql';

/**
 * Runs `schema.sql`, if there is one, on the database.
 * @throws AppFaultError of kind `schema`, with the place that PostgreSQL told.
 */
export async function applySchema(database: Database, files: Files): Promise<void> {
  const script = files[SCHEMA_FILE];
  if (script === undefined || script.trim() === '') return;
  try {
    await database.execute(script);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new AppFaultError({
      kind: 'schema',
      message: error.message,
      place: placeOf(script, error.position),
    });
  }
}

/** PostgreSQL counts characters (code points, not UTF-16 units) from 1. */
function placeOf(script: string, position: number | undefined): SourcePlace | undefined {
  if (position === undefined) return undefined;
  const before = [...script].slice(0, position - 1);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.reduce((count, character) => count + (character === '\n' ? 1 : 0), 1);
  return { file: SCHEMA_FILE, line, column: before.length - lineStart + 1 };
}
