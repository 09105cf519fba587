/**
 * `Database` on a PostgreSQL server that somebody runs (14 or newer). Each run has a database and, where the URL's role
 * may make one, a role of its own there; nothing else of the server is touched, and both are dropped at the end. The
 * app reaches it through a relay that notes its statements.
 *
 * The server's clock can be moved when it was started under libfaketime (`FAKETIME_TIMESTAMP_FILE`,
 * `FAKETIME_NO_CACHE=1`) and `OTHER90_FAKETIME_FILE` names that file.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { parse } from 'pg-connection-string';
import { resetScript } from '../postgres/reset.ts';
import { partsOf, rolesMadeIn } from '../postgres/sql-text.ts';
import { type Database, LIMITS, type QueryResult, type SentStatement, SqlError } from '../runtime.ts';
import type { DatabaseHooks, ServedDatabase } from './databases.ts';
import { type LoggingRelay, type ServerAddress, startLoggingRelay } from './logging-relay.ts';
import { connected } from './server-connection.ts';

/** Kept statements; later ones are dropped. */
const KEPT_STATEMENTS = 5_000;
const PREFIX = 'other90_';
/** What a run left behind that was killed is dropped after a day. */
const STALE_MS = 86_400_000;

const realNow = Date.now.bind(Date);
const literal = pg.escapeLiteral;
const identifier = pg.escapeIdentifier;
/** Values stay PostgreSQL's text. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/** @throws when the server can't be reached, or its role may not make a database: the message says so. */
export async function serveServerDatabase(url: string, hooks: DatabaseHooks): Promise<ServedDatabase> {
  const place = await makePlace(url);
  try {
    const database = new ServerDatabase(place, hooks);
    const relay = await startLoggingRelay(
      addressOf(url),
      (statement) => database.note(statement),
      () => hooks.requestsUnderway?.() ?? 0,
    );
    await database.start(relay);
    return {
      database,
      url: `postgres://${encodeURIComponent(place.role)}:${encodeURIComponent(place.password)}@127.0.0.1:${relay.port}/${place.name}`,
      close: () => database.close(),
    };
  } catch (error) {
    await removePlace(place);
    throw error;
  }
}

/** A database of the run's own, and who the app is in it. */
interface Place {
  /** As it was given, to the database it names. */
  url: string;
  name: string;
  role: string;
  password: string;
  /** The role was made for this run. */
  ownsRole: boolean;
  /** The server's roles before the run. */
  knownRoles: ReadonlySet<string>;
}

async function makePlace(url: string): Promise<Place> {
  const client = await connected(url);
  try {
    await dropStale(client);
    const name = `${PREFIX}${realNow().toString(36)}_${randomBytes(4).toString('hex')}`;
    const { rows } = await client.query<{ rights: boolean; version: number }>(
      `SELECT rolsuper OR rolcreaterole AS rights, current_setting('server_version_num')::int AS version
       FROM pg_roles WHERE rolname = current_user`,
    );
    const { rights = false, version = 0 } = rows[0] ?? {};
    if (version < 140_000) throw new Error('Grading needs PostgreSQL 14 or newer.');
    const given = parse(url);
    const roles = await client.query<{ name: string }>('SELECT rolname AS name FROM pg_roles');
    const knownRoles = new Set(roles.rows.map((row) => row.name));
    const place: Place = rights
      ? { url, name, role: name, password: randomBytes(18).toString('hex'), ownsRole: true, knownRoles }
      : { url, name, role: given.user ?? '', password: given.password ?? '', ownsRole: false, knownRoles };
    if (place.ownsRole) {
      await client.query(
        `CREATE ROLE ${identifier(place.role)} LOGIN CREATEROLE PASSWORD ${literal(place.password)}`,
      );
      // To give it the database, one has to be in it.
      await client.query(`GRANT ${identifier(place.role)} TO current_user`);
    }
    await createDatabase(client, place);
    return place;
  } finally {
    await client.end();
  }
}

async function createDatabase(client: pg.Client, { name, role }: Place): Promise<void> {
  try {
    await client.query(
      `CREATE DATABASE ${identifier(name)} OWNER ${identifier(role)} TEMPLATE template0 ENCODING 'UTF8'`,
    );
  } catch (error) {
    if ((error as pg.DatabaseError).code !== '42501') throw error;
    throw new Error('The role of the database URL may not create databases: ALTER ROLE … CREATEDB.');
  }
}

async function removePlace({ url, name, role, ownsRole }: Place): Promise<void> {
  const client = await connected(url);
  try {
    await client.query(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`);
    if (ownsRole) await client.query(`DROP ROLE IF EXISTS ${identifier(role)}`);
  } finally {
    await client.end();
  }
}

async function dropStale(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname LIKE '${PREFIX.replace('_', '\\_')}%'
     AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)`,
  );
  for (const { name } of rows) {
    const madeAt = Number.parseInt(name.slice(PREFIX.length).split('_')[0] ?? '', 36);
    if (!(realNow() - madeAt > STALE_MS)) continue;
    await client.query(`DROP DATABASE IF EXISTS ${identifier(name)}`).catch(() => {});
    await client.query(`DROP ROLE IF EXISTS ${identifier(name)}`).catch(() => {});
  }
}

class ServerDatabase implements Database {
  readonly kind = 'postgres';
  readonly clockMoves: boolean;
  private readonly place: Place;
  private readonly hooks: DatabaseHooks;
  private readonly clockFile = process.env.OTHER90_FAKETIME_FILE;
  private readonly sent: SentStatement[] = [];
  private readonly rolesMade = new Set<string>();
  private relay: LoggingRelay | undefined;
  private client: pg.Client | undefined;

  constructor(place: Place, hooks: DatabaseHooks) {
    this.place = place;
    this.hooks = hooks;
    this.clockMoves = Boolean(this.clockFile);
  }

  get statements(): readonly SentStatement[] {
    return this.sent;
  }

  note(statement: SentStatement): void {
    if (this.sent.length < KEPT_STATEMENTS) this.sent.push(statement);
    this.noteRoles(statement.sql);
    this.hooks.onStatement?.(statement);
  }

  async start(relay: LoggingRelay): Promise<void> {
    this.relay = relay;
    await this.connect();
    await this.limitStatements();
  }

  async reset(): Promise<void> {
    this.relay?.closeConnections();
    try {
      const client = this.connection();
      await client.query('DISCARD ALL');
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await client.query(resetScript({ role: this.place.role, dropsRoles: false }));
      await this.dropRoles();
      await this.limitStatements();
    } catch {
      // Something that the script does not know, or that is not the URL's role's: the whole database goes.
      await this.recreate();
    }
    this.sent.length = 0;
  }

  async execute(script: string): Promise<void> {
    this.noteRoles(script);
    // In a session of its own: whatever it sets or opens ends with it.
    const client = await connected(this.urlOf(this.place.role, this.place.password));
    try {
      for (const { text, start } of partsOf(script)) {
        await asSqlError(client.query(text), [...script.slice(0, start)].length);
      }
    } finally {
      await client.end();
    }
  }

  async query(sql: string, parameters: ReadonlyArray<string | null> = []): Promise<QueryResult> {
    const { fields, rows } = await asSqlError(
      this.connection().query<Array<string | null>>({
        text: sql,
        values: [...parameters],
        rowMode: 'array',
        types: asText,
      }),
    );
    return { columns: fields.map(({ name }) => name), rows };
  }

  async setClock(epochMs: number): Promise<void> {
    if (this.clockFile === undefined) throw new Error("This server's clock can't be moved.");
    const seconds = (epochMs - realNow()) / 1000;
    writeFileSync(this.clockFile, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds).toFixed(3)}`);
  }

  async close(): Promise<void> {
    await this.relay?.close();
    await this.dropRoles().catch(() => {});
    await this.client?.end();
    this.client = undefined;
    await removePlace(this.place);
  }

  /** Roles belong to the whole server: those that the app made are known by its statements only. */
  private noteRoles(sql: string): void {
    for (const name of rolesMadeIn(sql)) {
      if (!this.place.knownRoles.has(name)) this.rolesMade.add(name);
    }
  }

  private async dropRoles(): Promise<void> {
    const client = this.connection();
    for (const name of this.rolesMade) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
      if (rowCount === 0) continue;
      await client.query(`DROP OWNED BY ${identifier(name)} CASCADE`);
      await client.query(`DROP ROLE ${identifier(name)}`);
    }
    this.rolesMade.clear();
  }

  private async recreate(): Promise<void> {
    await this.client?.end().catch(() => {});
    const client = await connected(this.place.url);
    try {
      await client.query(`DROP DATABASE IF EXISTS ${identifier(this.place.name)} WITH (FORCE)`);
      await createDatabase(client, this.place);
    } finally {
      await client.end();
    }
    await this.connect();
    await this.limitStatements();
  }

  private async connect(): Promise<void> {
    this.client = await connected(this.urlOf());
    // Lost: the next query says so.
    this.client.on('error', () => {});
  }

  /** A server can end an endless statement by itself. */
  private async limitStatements(): Promise<void> {
    await this.connection().query(
      `ALTER DATABASE ${identifier(this.place.name)} SET statement_timeout = ${LIMITS.statementMs}`,
    );
  }

  private connection(): pg.Client {
    if (!this.client) throw new Error('The database is closed');
    return this.client;
  }

  /** The given URL, to the run's own database, as somebody else where told. */
  private urlOf(user?: string, password?: string): string {
    const url = new URL(this.place.url);
    url.pathname = `/${this.place.name}`;
    if (user !== undefined) url.username = encodeURIComponent(user);
    if (password !== undefined) url.password = encodeURIComponent(password);
    return url.href;
  }
}

function addressOf(url: string): ServerAddress {
  const { host, port, ssl } = parse(url);
  const number = Number(port || 5432);
  if (host?.startsWith('/')) return { path: `${host}/.s.PGSQL.${number}` };
  const tls = ssl
    ? { rejectUnauthorized: typeof ssl !== 'object' || ssl.rejectUnauthorized !== false }
    : undefined;
  return { host: host || 'localhost', port: number, ...(tls ? { tls } : {}) };
}

async function asSqlError<T>(running: Promise<T>, before = 0): Promise<T> {
  try {
    return await running;
  } catch (error) {
    const { message, code, position } = error as pg.DatabaseError;
    if (code === undefined) throw error;
    throw new SqlError(message, code, position === undefined ? undefined : Number(position) + before);
  }
}
