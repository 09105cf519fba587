/**
 * `Database` on PGlite in this very thread. Runs in Node and in a browser's worker: how PGlite boots, where extension
 * bundles come from and how the thread's `Date` moves is passed in.
 */
import { type Database, type QueryResult, type SentStatement, SqlError } from '../runtime.ts';
import { APP_ROLE, type Engine, EngineGone, type EngineSession } from './engine-session.ts';
import { type EngineFiles, type ExtensionName, extensionsIn, loadExtension } from './extensions.ts';
import { Relay, type Sender } from './relay.ts';
import type { WireEndpoint } from './relay-types.ts';
import { FINGERPRINT_QUERY, LEFTOVERS_QUERY, resetScript } from './reset.ts';
import { partsOf, statementsOf } from './sql-text.ts';
import { client, concat, type Message, rowsIn, sqlErrorIn } from './wire.ts';

/**
 * For `PGlite.create`: its usual parameters without `-O` (which lets anybody change the system's tables) and
 * without a search_path of its own.
 */
export const PGLITE_START_PARAMETERS: readonly string[] = [
  '--single',
  '-F',
  '-j',
  ...[
    'exit_on_error=false',
    'log_checkpoints=false',
    // Two segments of its log, the least there is: the files lie in memory.
    'min_wal_size=32MB',
    'max_worker_processes=0',
    'max_parallel_workers=0',
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'io_method=sync',
  ].flatMap((setting) => ['-c', setting]),
];

/** What is used of PGlite. */
export interface PgliteEngine extends Engine {
  readonly Module: EngineFiles;
  close(): Promise<void>;
}

export interface PgliteOptions {
  /** A PGlite started with `PGLITE_START_PARAMETERS` on a data directory fresh from initdb. Called again when one breaks. */
  boot(): Promise<PgliteEngine>;
  /** The `.tar.gz` that PGlite ships for an extension. */
  extensionBundle(name: ExtensionName): Promise<Uint8Array>;
  /** Moves `Date.now` of this thread, from which PGlite takes `now()`. Epoch milliseconds. */
  setClock(epochMs: number): void;
  /**
   * A statement is about to run; undefined: it has ended. In between this thread stands still, so tell whoever
   * watches over `LIMITS.statementMs` right away.
   */
  onRunning?(sql: string | undefined, by: Sender): void;
  onStatement?(statement: SentStatement): void;
  /** Whether the app works right now, where somebody can tell: it is not taken for one that waits. */
  isAppBusy?(): boolean;
}

/** Kept statements; later ones are dropped. */
const KEPT_STATEMENTS = 5_000;

/** After so many resets, dead rows in the system's tables are swept out, and the log that nobody will replay. */
const RESETS_PER_SWEEP = 40;

/** The cluster is our own: whatever role there is, the app has made it. */
const RESET_SCRIPT = resetScript({ role: APP_ROLE, dropsRoles: true });

/** The parameters that a server reports to every client. */
const REPORTED = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'DateStyle',
  'TimeZone',
  'IntervalStyle',
  'integer_datetimes',
  'standard_conforming_strings',
  'in_hot_standby',
  'default_transaction_read_only',
  'scram_iterations',
  'search_path',
] as const;

export class PgliteDatabase implements Database {
  readonly kind = 'pglite';
  readonly clockMoves = true;
  /** Where the app's connections end. */
  readonly endpoint: WireEndpoint;
  private readonly options: PgliteOptions;
  private readonly sent: SentStatement[] = [];
  private booted: Promise<Booted> | undefined;
  private current: Booted | undefined;
  private resets = 0;
  private isClosed = false;

  /** Boots at once; `ready` tells when that is done. */
  constructor(options: PgliteOptions) {
    this.options = options;
    this.endpoint = {
      connect: (peer) => {
        if (this.current) return this.current.relay.connect(peer);
        peer.close();
        return { receive() {}, closed() {} };
      },
    };
    this.ready().catch(() => {});
  }

  /** @throws when PGlite can't boot; a later call tries again. */
  async ready(): Promise<void> {
    await this.boot();
  }

  get statements(): readonly SentStatement[] {
    return this.sent;
  }

  async reset(): Promise<void> {
    const booted = await this.boot();
    const { relay } = booted;
    relay.closeConnections();
    const isClean = !relay.tainted && (await this.clean(booted).catch(() => false));
    if (!isClean) await this.reboot();
    this.sent.length = 0;
  }

  async execute(script: string): Promise<void> {
    const { relay, extensions } = await this.boot();
    const statements = statementsOf(script);
    await extensions.prepare(statements);
    if (statements.some((statement) => /^alter\s+(role|user|database)\b/.test(statement))) {
      relay.noteRoleSettings();
    }
    for (const { text, start } of partsOf(script)) {
      await asSqlError(
        relay.exclusive(text, 'schema', (session) => {
          // As the app's role, which has to own what a schema makes.
          session.enterApp(new Map());
          const { messages } = session.exec(client.query(text));
          session.forgetRole();
          if (session.status === 'I' && /\bset(_config)?\b/i.test(text)) session.readSettings();
          throwErrorIn(messages, [...script.slice(0, start)].length);
        }),
      );
    }
  }

  async query(sql: string, parameters: ReadonlyArray<string | null> = []): Promise<QueryResult> {
    const { relay } = await this.boot();
    return asSqlError(
      relay.exclusive(sql, 'grader', (session) => {
        session.enterHost();
        const { messages } = session.exec(
          concat(
            client.parse('', sql),
            client.bind('', '', parameters),
            client.describePortal(''),
            client.execute(''),
            client.sync(),
          ),
        );
        throwErrorIn(messages);
        return rowsIn(concat(...messages.map(({ raw }) => raw)));
      }),
    );
  }

  async setClock(epochMs: number): Promise<void> {
    this.options.setClock(epochMs);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { booted } = this;
    this.current?.relay.closeConnections();
    this.current = undefined;
    this.booted = undefined;
    await (await booted?.catch(() => undefined))?.engine.close().catch(() => {});
  }

  private boot(): Promise<Booted> {
    if (this.isClosed) return Promise.reject(new Error('The database is closed'));
    this.booted ??= this.start().catch((error) => {
      this.booted = undefined;
      throw error;
    });
    return this.booted;
  }

  private async start(): Promise<Booted> {
    const engine = await this.options.boot();
    const extensions = new Extensions(engine, this.options.extensionBundle);
    const relay = this.relayFor(engine, extensions, new Map());
    const parameters = await relay.exclusive('set-up', 'grader', setUp);
    const booted: Booted = {
      engine,
      extensions,
      relay: this.relayFor(engine, extensions, parameters),
      fingerprint: await relay.exclusive('set-up', 'grader', fingerprintOf),
    };
    this.current = booted;
    return booted;
  }

  private relayFor(engine: Engine, extensions: Extensions, serverParameters: Map<string, string>): Relay {
    const { onRunning, onStatement, isAppBusy } = this.options;
    return new Relay({
      engine,
      serverParameters,
      onStatement: (statement) => {
        if (this.sent.length < KEPT_STATEMENTS) this.sent.push(statement);
        onStatement?.(statement);
      },
      ...(onRunning ? { onRunning } : {}),
      ...(isAppBusy ? { isAppBusy } : {}),
      prepare: (statements) => extensions.prepare(statements),
      onGone: () => {
        this.current = undefined;
        this.booted = undefined;
        // For the app's next connection.
        this.boot().catch(() => {});
      },
    });
  }

  private async reboot(): Promise<void> {
    const { booted } = this;
    this.current?.relay.closeConnections();
    this.current = undefined;
    this.booted = undefined;
    await (await booted?.catch(() => undefined))?.engine.close().catch(() => {});
    await this.boot();
  }

  /** False when something is left that no statement can remove. */
  private async clean({ relay, fingerprint }: Booted): Promise<boolean> {
    this.resets += 1;
    return relay.exclusive('reset', 'grader', (session) => {
      session.enterHost();
      session.run('DISCARD ALL');
      session.run(RESET_SCRIPT);
      if (this.resets % RESETS_PER_SWEEP === 0) {
        session.run('VACUUM');
        session.run('CHECKPOINT');
      }
      return session.rows(LEFTOVERS_QUERY)[0]?.[0] === '0' && fingerprintOf(session) === fingerprint;
    });
  }
}

interface Booted {
  engine: PgliteEngine;
  relay: Relay;
  extensions: Extensions;
  /** Of what initdb and the set-up made: another one later tells of an app that changed it. */
  fingerprint: string;
}

function fingerprintOf(session: EngineSession): string {
  session.enterHost();
  return session.rows(FINGERPRINT_QUERY)[0]?.[0] ?? '';
}

/** The role of the apps, and the parameters that they are told. */
function setUp(session: EngineSession): Map<string, string> {
  session.enterHost();
  session.run(`CREATE ROLE ${APP_ROLE} LOGIN CREATEROLE; ALTER DATABASE postgres OWNER TO ${APP_ROLE};`);
  const [values = []] = session.rows(
    `SELECT ${REPORTED.map((name) => `current_setting('${name}', true)`).join(', ')}`,
  );
  const known = REPORTED.map((name, index) => [name, values[index] ?? undefined] as const);
  return new Map([
    ...known.filter((entry): entry is [(typeof REPORTED)[number], string] => entry[1] !== undefined),
    ['is_superuser', 'off'],
  ]);
}

/** Loads each extension once, when somebody first asks for it. */
class Extensions {
  private readonly engine: PgliteEngine;
  private readonly bundle: PgliteOptions['extensionBundle'];
  private readonly loaded = new Map<ExtensionName, Promise<void>>();

  constructor(engine: PgliteEngine, bundle: PgliteOptions['extensionBundle']) {
    this.engine = engine;
    this.bundle = bundle;
  }

  /** Undefined when nothing is missing. */
  prepare(statements: readonly string[]): Promise<void> | undefined {
    const names = statements.flatMap(extensionsIn);
    if (names.length === 0) return undefined;
    return Promise.all(names.map((name) => this.load(name))).then(() => {});
  }

  private load(name: ExtensionName): Promise<void> {
    const known = this.loaded.get(name);
    if (known) return known;
    const loading = this.bundle(name).then((bundle) => loadExtension(this.engine.Module, bundle));
    this.loaded.set(name, loading);
    return loading;
  }
}

function throwErrorIn(messages: readonly Message[], before = 0): void {
  const error = sqlErrorIn(concat(...messages.map(({ raw }) => raw)));
  if (!error) return;
  const position = error.position === undefined ? undefined : error.position + before;
  throw new SqlError(error.message, error.code, position);
}

/** A statement that ended PostgreSQL itself: an error of the statement, for whoever sent it. */
async function asSqlError<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw error instanceof EngineGone ? new SqlError(error.message, '57P02') : error;
  }
}
