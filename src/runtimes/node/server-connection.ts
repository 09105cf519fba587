/** Connections of the grader's own to a PostgreSQL server. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { parse } from 'pg-connection-string';

/** A server that starts, or recovers from a crash of one of its processes, is waited for, in milliseconds. */
const RECOVERY_MS = 30_000;
const PAUSE_MS = 200;
/** SQLSTATE `cannot_connect_now`. */
const NOT_NOW = '57P03';

/** Of real time, whatever the grader's clock says. */
const now = performance.now.bind(performance);

/** @throws Error that names the server and says why it can't be used. */
export async function connected(url: string): Promise<pg.Client> {
  const end = now() + RECOVERY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== NOT_NOW || now() > end) throw unusable(url, error);
      await sleep(PAUSE_MS);
    }
  }
}

function unusable(url: string, error: unknown): Error {
  const { host, port } = parse(url);
  const reason = error instanceof AggregateError ? String(error.errors[0]) : (error as Error).message;
  return new Error(
    `The PostgreSQL server at ${host ?? 'localhost'}:${port || 5432} can't be used: ${reason}. ` +
      'Check the URL: postgres://user:password@host:port/database.',
  );
}
