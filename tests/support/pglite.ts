/** A PGlite database behind a TCP port, for tests that talk to it with the real `pg`. */

import { bootPglite, extensionBundle } from '../../src/runtimes/node/cluster-cache.ts';
import { setDate } from '../../src/runtimes/node/shifted-date.ts';
import { listenFor } from '../../src/runtimes/node/tcp-endpoint.ts';
import { PgliteDatabase } from '../../src/runtimes/postgres/pglite-database.ts';
import type { SentStatement } from '../../src/runtimes/runtime.ts';

export async function servedPglite(onStatement?: (statement: SentStatement) => void) {
  const database = new PgliteDatabase({
    boot: breakablePglite,
    extensionBundle,
    setClock: setDate,
    ...(onStatement ? { onStatement } : {}),
  });
  await database.ready();
  const tcp = await listenFor(database.endpoint);
  return {
    database,
    port: tcp.port,
    url: `postgres://app:secret@127.0.0.1:${tcp.port}/app`,
    async close() {
      await tcp.close();
      await database.close();
    },
  };
}

/** A statement with this text breaks the engine, as a trap in WebAssembly would. */
export const BREAKS = 'other90 breaks here';

async function breakablePglite() {
  const engine = await bootPglite();
  const run = engine.execProtocolRawSync.bind(engine);
  engine.execProtocolRawSync = (message) => {
    if (Buffer.from(message).includes(BREAKS)) throw new Error('unreachable executed');
    return run(message);
  };
  return engine;
}
