import type { DatabaseHooks, ServedDatabase } from './databases.ts';

/** Not there yet. */
export async function serveServerDatabase(_url: string, _hooks: DatabaseHooks): Promise<ServedDatabase> {
  throw new Error('Grading on a PostgreSQL server is not there yet. Use --database pglite.');
}
