/**
 * What on a server belongs to one connection and here to the session that all share: settings, notifications, locks
 * and prepared statements. Follows what each unit does to them, and puts things right for the next connection.
 */
import type { Answer, EngineSession } from './engine-session.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { Unit } from './units.ts';
import { client, concat } from './wire.ts';

export class SharedState {
  /** Somebody used a way to become superuser: only a fresh database is surely clean. */
  tainted = false;
  /** Roles or the database have settings that new connections begin with. */
  hasRoleSettings = false;
  private readonly session: EngineSession;
  private readonly connections: ReadonlySet<RelayConnection>;
  /** Holds advisory locks of its session. */
  private lockHolder: RelayConnection | undefined;
  private readonly touchedSettings = new Set<RelayConnection>();
  private readonly touchedLocks = new Set<RelayConnection>();

  constructor(session: EngineSession, connections: ReadonlySet<RelayConnection>) {
    this.session = session;
    this.connections = connections;
  }

  /** Makes the session this connection's. Only outside a transaction. */
  enter(connection: RelayConnection): void {
    if (!connection.used && this.hasRoleSettings) {
      connection.settings = new Map([...this.roleSettings(), ...connection.settings]);
    }
    connection.used = true;
    this.session.enterApp(connection.settings);
  }

  private roleSettings(): Map<string, string> {
    this.session.enterHost();
    const rows = this.session.rows(
      `SELECT unnest(setconfig) FROM pg_catalog.pg_db_role_setting
       WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
         AND setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'app'))
       ORDER BY setrole, setdatabase`,
    );
    return new Map(
      rows.map(([setting]) => {
        const [name = '', ...value] = (setting ?? '').split('=');
        return [name, value.join('=')];
      }),
    );
  }

  /** Whether the unit asks for an advisory lock while somebody else holds one. */
  wantsHeldLock(connection: RelayConnection, { statements }: Unit): boolean {
    return (
      this.lockHolder !== undefined &&
      this.lockHolder !== connection &&
      statements.some((statement) => statement.includes('advisory'))
    );
  }

  /** What a unit may have changed beside the data. */
  after(connection: RelayConnection, unit: Unit, answer: Answer): void {
    this.notify(answer);
    const { statements } = unit;
    const has = (pattern: RegExp) => statements.some((statement) => pattern.test(statement));
    if (has(/\bsession(\s+|_)authorization\b/)) {
      this.tainted = true;
      this.session.forgetRole();
    }
    if (has(/^alter\s+(role|user|database|system)\b/)) this.hasRoleSettings = true;
    if (answer.tags.some((tag) => tag === 'SET' || tag === 'RESET') || has(/\bset_config\b/)) {
      this.touchedSettings.add(connection);
    }
    if (has(/\bpg_(try_)?advisory_(lock|unlock)/)) this.touchedLocks.add(connection);
    if (has(/^(un)?listen\b/)) this.listen(connection, statements, answer);
    if (this.session.status !== 'I') return;
    if (this.touchedSettings.delete(connection)) connection.settings = this.session.readSettings();
    if (this.touchedLocks.delete(connection)) {
      const [[count] = []] = this.session.rows(
        `SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory'`,
      );
      if (count !== '0') this.lockHolder = connection;
      else if (this.lockHolder === connection) this.lockHolder = undefined;
    }
  }

  private listen(connection: RelayConnection, statements: readonly string[], answer: Answer): void {
    if (answer.failed) return;
    for (const statement of statements) {
      const [, verb, channel = ''] = /^(listen|unlisten)\s+(.+)$/s.exec(statement) ?? [];
      const name = channel.replace(/^"|"$/g, '');
      if (verb === 'listen') connection.channels.add(name);
      if (verb !== 'unlisten') continue;
      if (name === '*') connection.channels.clear();
      else connection.channels.delete(name);
      // The session has stopped listening for all.
      if (this.session.status === 'I') this.listenAgain();
    }
  }

  private listenAgain(): void {
    const channels = new Set([...this.connections].flatMap((connection) => [...connection.channels]));
    for (const channel of channels) this.session.run(`LISTEN "${channel.replaceAll('"', '""')}"`);
  }

  notify({ notifications }: Answer): void {
    for (const { channel, raw } of notifications) {
      for (const connection of this.connections) {
        if (connection.channels.has(channel.toLowerCase())) connection.send(raw);
      }
    }
  }

  /** `DEALLOCATE ALL` and `DISCARD ALL` are about this connection, not about the whole session. */
  dropAll(connection: RelayConnection, unit: Unit): boolean {
    const [statement = ''] = unit.statements;
    const tag = /^deallocate\s+(prepare\s+)?all$/.test(statement)
      ? 'DEALLOCATE ALL'
      : /^discard\s+all$/.test(statement)
        ? 'DISCARD ALL'
        : undefined;
    if (tag === undefined || unit.statements.length !== 1 || this.session.status === 'E') return false;
    if (tag === 'DISCARD ALL' && this.session.status !== 'I') return false;
    this.dropStatements(connection);
    if (tag === 'DISCARD ALL') {
      connection.channels.clear();
      connection.settings = new Map();
      this.session.enterApp(connection.settings);
      this.session.run('DISCARD TEMP; UNLISTEN *');
      this.listenAgain();
    }
    connection.pretend(unit, tag, this.session.status);
    return true;
  }

  private dropStatements(connection: RelayConnection): void {
    const { leftovers } = connection;
    if (leftovers.length > 0) this.session.exec(concat(...leftovers, client.sync()));
  }

  /** The connection is gone. */
  forget(connection: RelayConnection): void {
    this.dropStatements(connection);
    this.touchedSettings.delete(connection);
    this.touchedLocks.delete(connection);
    if (this.lockHolder !== connection) return;
    this.lockHolder = undefined;
    if (this.session.status === 'I') this.session.run('SELECT pg_advisory_unlock_all()');
  }
}
