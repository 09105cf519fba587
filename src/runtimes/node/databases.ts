/** The databases of the node runtime, each with an address for the app's `DATABASE_URL`. */

import { PgliteDatabase } from '../postgres/pglite-database.ts';
import type { Sender } from '../postgres/relay.ts';
import type { Database, SentStatement } from '../runtime.ts';
import { bootPglite, extensionBundle } from './cluster-cache.ts';
import { setDate } from './shifted-date.ts';
import { listenFor } from './tcp-endpoint.ts';

export interface ServedDatabase {
  readonly database: Database;
  /** What the app gets as `DATABASE_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DatabaseHooks {
  onStatement?(statement: SentStatement): void;
  /** A statement starts; undefined: it has ended. On PGlite this process stands still in between. */
  onRunning?(sql: string | undefined, by: Sender): void;
  isAppBusy?(): boolean;
  /** How many requests the apps have to answer: what several of them ask comes to a server together. */
  requestsUnderway?(): number;
}

/** `pglite`, or the URL of a PostgreSQL server. @throws when it can't be had. */
export async function serveDatabase(which: string, hooks: DatabaseHooks = {}): Promise<ServedDatabase> {
  if (which !== 'pglite') {
    const { serveServerDatabase } = await import('./server-database.ts');
    return serveServerDatabase(which, hooks);
  }
  const database = new PgliteDatabase({ boot: bootPglite, extensionBundle, setClock: setDate, ...hooks });
  const [tcp] = await Promise.all([listenFor(database.endpoint), database.ready()]);
  return {
    database,
    url: `postgres://app:app@127.0.0.1:${tcp.port}/app`,
    async close() {
      await tcp.close();
      await database.close();
    },
  };
}
