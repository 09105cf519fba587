/**
 * The one session of a PostgreSQL that runs in our own thread. Knows in whose name it acts, whose settings are in
 * effect and whether a transaction is open; who may use it when is the relay's business.
 */
import { SqlError } from '../runtime.ts';
import {
  client,
  concat,
  FieldReader,
  type Message,
  messagesIn,
  reportFields,
  rowsIn,
  sqlErrorIn,
  type TransactionStatus,
  tagOf,
} from './wire.ts';

/** What the relay needs of PGlite: the wire protocol, answered at once. */
export interface Engine {
  /** @throws when the engine itself is gone. */
  execProtocolRawSync(message: Uint8Array): Uint8Array;
}

/** The role that apps act as: it owns the database and is no superuser, as in production. */
export const APP_ROLE = 'app';

export interface Notification {
  channel: string;
  raw: Uint8Array;
}

export interface Answer {
  /** Notifications are taken out. */
  messages: Message[];
  status: TransactionStatus;
  /** Tags of the statements that succeeded. */
  tags: string[];
  failed: boolean;
  notifications: Notification[];
}

/** Settings that a connection has made for itself: name → value. */
export type Settings = ReadonlyMap<string, string>;

/** The engine can't be used any more: it ended itself, or broke. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone';
}

const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;

export class EngineSession {
  status: TransactionStatus = 'I';
  private readonly engine: Engine;
  private role: 'host' | 'app' | 'unknown' = 'unknown';
  private applied: Settings = new Map();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** @throws EngineGone */
  exec(bytes: Uint8Array): Answer {
    let raw: Uint8Array;
    try {
      raw = this.engine.execProtocolRawSync(bytes);
    } catch (error) {
      throw new EngineGone(`PostgreSQL ended: ${error instanceof Error ? error.message : String(error)}`);
    }
    const answer: Answer = { messages: [], status: this.status, tags: [], failed: false, notifications: [] };
    for (const message of messagesIn(raw)) {
      switch (message.type) {
        case 'A': {
          const reader = new FieldReader(message.body);
          reader.int32();
          answer.notifications.push({ channel: reader.text(), raw: message.raw });
          continue;
        }
        case 'C':
          answer.tags.push(tagOf(message.body));
          break;
        case 'E':
          answer.failed = true;
          // PostgreSQL closes a session after a fatal error; there is no other one here.
          if (reportFields(message.body).get('V') === 'FATAL')
            throw new EngineGone('PostgreSQL ended the session');
          break;
        case 'Z':
          answer.status = String.fromCharCode(message.body[0] ?? 0) as TransactionStatus;
          break;
      }
      answer.messages.push(message);
    }
    this.status = answer.status;
    return answer;
  }

  /** Statements of our own. @throws SqlError */
  run(sql: string): Answer {
    const answer = this.exec(client.query(sql));
    if (answer.failed) throw this.errorOf(answer);
    return answer;
  }

  /** Rows of one statement of our own. @throws SqlError */
  rows(sql: string): Array<Array<string | null>> {
    return rowsIn(concat(...this.run(sql).messages.map(({ raw }) => raw))).rows;
  }

  /** Acts as the superuser, with a server's own settings. Only outside a transaction. */
  enterHost(): void {
    // Not DEFAULT: a session that was never authenticated has none, and stays who it is.
    if (this.role !== 'host') this.run('SET SESSION AUTHORIZATION postgres');
    this.role = 'host';
    this.apply(new Map());
  }

  /** Acts as an app's connection with these settings. Only outside a transaction. */
  enterApp(settings: Settings): void {
    if (this.role !== 'app') {
      this.run(`SET SESSION AUTHORIZATION ${APP_ROLE}`);
      // Which has ended any SET ROLE.
      if (this.applied.has('role')) this.applied = new Map([['role', '']]);
    }
    this.role = 'app';
    this.apply(settings);
  }

  /** Somebody changed the session's authorization by SQL. */
  forgetRole(): void {
    this.role = 'unknown';
  }

  /** What differs now from a new session's settings. */
  readSettings(): Settings {
    const rows = this.rows(
      `SELECT name, current_setting(name) FROM pg_catalog.pg_settings
       WHERE source = 'session' AND name NOT IN ('session_authorization', 'is_superuser')`,
    );
    this.applied = new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
    return this.applied;
  }

  private apply(settings: Settings): void {
    if (settings === this.applied) return;
    if (this.applied.size > 0) {
      this.run(this.applied.has('role') ? 'RESET ROLE; RESET ALL' : 'RESET ALL');
    }
    this.applied = settings;
    if (settings.size === 0) return;
    const calls = [...settings].map(
      ([name, value]) => `pg_catalog.set_config(${quote(name)}, ${quote(value)}, false)`,
    );
    try {
      this.run(`SELECT ${calls.join(', ')}`);
    } catch (error) {
      // A setting that can't be made again (its role or extension is gone) is lost, not the statement after it.
      if (!(error instanceof SqlError)) throw error;
    }
  }

  private errorOf(answer: Answer): SqlError {
    return (
      sqlErrorIn(concat(...answer.messages.map(({ raw }) => raw))) ?? new SqlError('unknown error', 'XX000')
    );
  }
}
