/**
 * Cuts what one app connection sends into units that run without a break (a simple query, or an extended batch up
 * to its Sync), with the names of its prepared statements and portals made its own: on one session, `get-user` of two
 * connections would be the same statement.
 */
import { copiesFromClient, statementsOf } from './sql-text.ts';
import { client, concat, FieldReader, type Message, message, text } from './wire.ts';

export interface Unit {
  /** What to run, names replaced. */
  bytes: Uint8Array;
  /** As the app sent it, for the log. */
  sent: Message[];
  /** Skeletons (sql-text.ts) of the statements that will run, in order. */
  statements: string[];
  /** `flush`: more of the batch will follow, the session has to be kept. */
  kind: 'query' | 'batch' | 'flush';
  /** Uses the unnamed statement of an earlier unit: run this first, unless nobody has used the session since. */
  unnamed?: Uint8Array;
  /** The CopyInResponse was already given. */
  copied?: boolean;
}

const marker = (connection: number) => `~${connection}~`;
/** The names of other connections' statements, as they stand in errors. */
export const MARKERS = /~\d+~/g;

const NAMES_IN_SQL = /^(\s*(?:prepare|execute|deallocate(?:\s+prepare)?)\s+)("(?:[^"]|"")+"|[\w$]+)/i;

export class UnitCutter {
  private readonly prefix: string;
  private building: Uint8Array[] = [];
  private sent: Message[] = [];
  private statements: string[] = [];
  private readonly prepared = new Map<string, string[]>();
  private unnamedParse: Uint8Array | undefined;
  private hasOwnUnnamed = false;
  private needsUnnamed = false;
  /** Set while a COPY FROM STDIN waits for its data. */
  private copying = false;

  constructor(connection: number) {
    this.prefix = marker(connection);
  }

  /** Messages that drop everything this connection has prepared. */
  get leftovers(): Uint8Array[] {
    return [...this.prepared.keys()]
      .filter((name) => name !== '')
      .map((name) => client.closeStatement(this.own(name)));
  }

  /**
   * Takes the next message; gives a unit when one is complete, `copy` when the app now has to send the data
   * of a COPY. @throws ProtocolError
   */
  take(next: Message): Unit | 'copy' | undefined {
    const { type, raw } = next;
    if (this.copying) {
      if (type === 'H' || type === 'S') return undefined;
      this.building.push(raw);
      if (type === 'd') return undefined;
      this.copying = false;
      return { ...this.finish('query'), copied: true };
    }
    // Data of a COPY that has failed already: ignored, as a server does.
    if (type === 'd' || type === 'c' || type === 'f') return undefined;
    this.sent.push(next);
    this.building.push(this.renamed(next));
    if (type === 'Q') {
      this.unnamedParse = undefined;
      if (this.statements.length === 1 && copiesFromClient(this.statements[0] ?? '')) {
        this.copying = true;
        return 'copy';
      }
      if (this.statements.some(copiesFromClient)) this.building.push(copyRefused());
      return this.finish('query');
    }
    if (type === 'E' && this.statements.some(copiesFromClient)) this.building.push(copyRefused());
    if (type === 'S') return this.finish('batch');
    if (type === 'H') return this.finish('flush');
    if (type === 'F') return this.finish('query');
    return undefined;
  }

  private finish(kind: Unit['kind']): Unit {
    const unit: Unit = {
      bytes: concat(...this.building),
      sent: this.sent,
      statements: this.statements,
      kind,
    };
    if (this.needsUnnamed && this.unnamedParse) unit.unnamed = this.unnamedParse;
    this.building = [];
    this.sent = [];
    this.statements = [];
    this.needsUnnamed = false;
    this.hasOwnUnnamed = false;
    return unit;
  }

  private own(name: string): string {
    return name === '' ? '' : this.prefix + name;
  }

  private renamed({ type, body, raw }: Message): Uint8Array {
    const reader = new FieldReader(body);
    switch (type) {
      case 'Q': {
        const sql = reader.text();
        this.statements.push(...statementsOf(sql));
        const renamed = this.renamedInSql(sql);
        return renamed === sql ? raw : client.query(renamed);
      }
      case 'P': {
        const name = reader.text();
        const sql = reader.text();
        this.prepared.set(name, statementsOf(sql));
        const renamed = this.renamedInSql(sql);
        const parse =
          name === '' && renamed === sql
            ? raw
            : message('P', text(this.own(name)), text(renamed), reader.rest());
        if (name === '') {
          this.unnamedParse = parse;
          this.hasOwnUnnamed = true;
        }
        return parse;
      }
      case 'B': {
        const portal = reader.text();
        const statement = reader.text();
        this.usesUnnamed(statement);
        this.statements.push(...(this.prepared.get(statement) ?? []));
        if (portal === '' && statement === '') return raw;
        return message('B', text(this.own(portal)), text(this.own(statement)), reader.rest());
      }
      case 'D':
      case 'C': {
        const kind = reader.bytesOf(1);
        const name = reader.text();
        const isStatement = kind[0] === 'S'.charCodeAt(0);
        if (type === 'C' && isStatement) this.prepared.delete(name);
        if (type === 'D' && isStatement) this.usesUnnamed(name);
        return name === '' ? raw : message(type, kind, text(this.own(name)));
      }
      case 'E': {
        const portal = reader.text();
        return portal === '' ? raw : message('E', text(this.own(portal)), reader.rest());
      }
    }
    return raw;
  }

  private usesUnnamed(statement: string): void {
    if (statement === '' && !this.hasOwnUnnamed) this.needsUnnamed = true;
  }

  /** Best effort: a script of one statement. */
  private renamedInSql(sql: string): string {
    const [, before, name] = NAMES_IN_SQL.exec(sql) ?? [];
    if (before === undefined || name === undefined) return sql;
    if (/^(all|as)$/i.test(name)) return sql;
    const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
    if (/^\s*prepare/i.test(before)) {
      if (/^transaction$/i.test(name)) return sql;
      this.prepared.set(plain, []);
    }
    const quoted = `"${this.own(plain).replaceAll('"', '""')}"`;
    return before + quoted + sql.slice(before.length + name.length);
  }
}

const copyRefused = () =>
  client.copyFail('the embedded database takes COPY FROM STDIN as a statement of its own only');
